-- A complete order paid from a wallet and at a gateway, one that was called off and paid for all the same, one that waits for its payment, and two seats, one sold and one reserved.
insert into inventory.stock (product_id, initial, on_hand, held, deducted) values ('p_1', 10, 9, 1, 1);
insert into inventory.holds (reservation_id, order_id, cart_id, status, expires_at, settled_at) values
    ('res_1', 'order_1', 'cart_1', 'DEDUCTED', now() + interval '10 minutes', now()),
    ('res_2', 'order_2', 'cart_2', 'RELEASED', now() + interval '10 minutes', now()),
    ('res_3', 'order_3', 'cart_3', 'HELD', now() + interval '10 minutes', null);
insert into inventory.hold_items (reservation_id, product_id, variant_id, quantity) values
    ('res_1', 'p_1', '', 1), ('res_2', 'p_1', '', 1), ('res_3', 'p_1', '', 1);

insert into inventory.seats (seat_id, event_id, price, currency)
select ('00000000-0000-0000-0000-00000000000' || n)::uuid, '00000000-0000-0000-0000-000000000009', 50, 'INR' from generate_series(1, 3) n;
insert into inventory.seat_reservations (reservation_id, event_id, seat_id, owner_id, order_id, price, currency, status, created_at, expires_at) values
    ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000009', '00000000-0000-0000-0000-000000000001', 'own_1', 'ticket_1', 50, 'INR',
     'CONFIRMED', now(), now() + interval '30 minutes'),
    ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000009', '00000000-0000-0000-0000-000000000003', 'own_1', null, 50, 'INR',
     'HELD', now(), now() + interval '30 minutes');

insert into payment.attempts (attempt_id, payment_id, order_id, owner_id, payment_mode, gateway, status, amount, currency, captured_amount, refunded_amount) values
    ('pa_1', 'pay_1', 'order_1', 'own_1', 'GATEWAY', 'RAZORPAY', 'CAPTURED', 300, 'INR', 300, 0),
    ('pa_w', 'pay_w', 'order_1', 'own_1', 'WALLET', 'STORE-WALLET', 'CAPTURED', 100, 'INR', 100, 0),
    ('pa_2', 'pay_2', 'order_2', 'own_1', 'GATEWAY', 'PHONEPE', 'REFUNDED', 50, 'INR', 50, 50),
    ('pa_t', 'pay_t', 'ticket_1', 'own_1', 'GATEWAY', 'RAZORPAY', 'CAPTURED', 50, 'INR', 50, 0);
insert into payment.wallets (wallet_id, owner_id, currency) values ('w_1', 'own_1', 'INR');
insert into payment.wallet_entries (entry_id, wallet_id, type, amount, reason, attempt_id) values
    ('e_1', 'w_1', 'CREDIT', 1000, 'top up', null), ('e_2', 'w_1', 'DEBIT', 100, 'order', 'pa_w');
insert into payment.wallet_authorizations (wallet_authorization_id, wallet_id, owner_id, cart_id, attempt, amount, hash, expires_at, used_by)
values ('wauth_1', 'w_1', 'own_1', 'cart_1', 1, 100, 'hash', now(), 'pa_w');

insert into gateways.orders (order_id, gateway, merchant_order_id, amount, currency, state, request, page_token, created_at, rule) values
    ('gw_1', 'RAZORPAY', 'pa_1', 30000, 'INR', 'PAID', '', 'token_1', now(), ''),
    ('gw_2', 'PHONEPE', 'pa_2', 5000, 'INR', 'PAID', '', 'token_2', now(), ''),
    ('gw_t', 'RAZORPAY', 'pa_t', 5000, 'INR', 'PAID', '', 'token_t', now(), '');
insert into gateways.payments (payment_id, order_id, amount, currency, state, created_at) values
    ('gp_1', 'gw_1', 30000, 'INR', 'CAPTURED', now()), ('gp_2', 'gw_2', 5000, 'INR', 'CAPTURED', now()), ('gp_t', 'gw_t', 5000, 'INR', 'CAPTURED', now());
insert into gateways.refunds (refund_id, gateway, order_id, payment_id, merchant_refund_id, amount, request, state, created_at)
values ('gr_2', 'PHONEPE', 'gw_2', 'gp_2', 'rf_2', 5000, '', 'COMPLETED', now());

insert into orders.orders (id, number, type, order_status, payment_status, total, currency, cart_id, owner_id) values
    ('order_1', 'ORD-1', 'MASTER', 'CONFIRMED', 'PAID', 400, 'INR', 'cart_1', 'own_1'),
    ('order_2', 'ORD-2', 'MASTER', 'CANCELLED', 'PENDING', 50, 'INR', 'cart_2', 'own_1'),
    ('order_3', 'ORD-3', 'MASTER', 'PENDING', 'PENDING', 50, 'INR', 'cart_3', 'own_1');
insert into orders.sub_orders (id, order_id, number, position, store_id, order_status, total) values
    ('order_1-01', 'order_1', 'ORD-1-01', 1, 'store_a', 'CONFIRMED', 150),
    ('order_1-02', 'order_1', 'ORD-1-02', 2, 'store_b', 'CONFIRMED', 250),
    ('order_2-01', 'order_2', 'ORD-2-01', 1, 'store_a', 'CANCELLED', 50),
    ('order_3-01', 'order_3', 'ORD-3-01', 1, 'store_a', 'PENDING', 50);
insert into cart.carts (cart_id, owner_id, kind, currency, version, computed_version, attempt, next_attempt, locked_by, options, money, created_at, updated_at) values
    ('cart_2', 'own_1', 'BASKET', 'INR', 3, 3, 2, 3, null, '{}', '{}', now(), now()),
    ('cart_3', 'own_3', 'BASKET', 'INR', 3, 3, 1, 2, 'order_3', '{}', '{}', now(), now());

insert into marketing.coupons (code, id, title, type, value, min_subtotal, product_ids, stackable, starts_at, ends_at, used)
values ('SAVE20', 'c_1', 'Save', 'AMOUNT_OFF', 20, 0, '{}', true, now(), now() + interval '1 day', 1);
insert into marketing.coupon_uses (order_id, code, owner_id) values ('order_1', 'SAVE20', 'own_1');
insert into marketing.coupon_holds (order_id, cart_id, owner_id, codes, expires_at) values ('order_3', 'cart_3', 'own_3', '{SAVE20}', now() + interval '10 minutes');
insert into loyalty.accounts (owner_id, balance) values ('own_1', 90);
insert into loyalty.entries (entry_id, owner_id, type, points, order_id) values
    ('l_1', 'own_1', 'CREDITED', 100, null), ('l_2', 'own_1', 'BURNT', 50, 'order_1'), ('l_3', 'own_1', 'EARNED', 40, 'order_1');
insert into notification.notifications (id, order_id, owner_id, template, channel)
select o || c, o, 'own_1', case o when 'order_1' then 'ORDER_CONFIRMATION' else 'TICKET_CONFIRMATION' end, c
from unnest(array['order_1', 'ticket_1']) o, unnest(array['EMAIL', 'SMS', 'PUSH']) c;
insert into event.outbox (event_id, event, key, topic, occurred_at, published_at) values
    ('evt_1', 'ORDER_PLACED', 'order_1', 'orchestra.events', now(), now()),
    ('evt_2', 'ORDER_SEEN', 'order_1', 'orchestra.events', now(), now() + interval '1 second'),
    ('evt_3', 'order-completed', 'ticket_1', 'order-completed', now(), now());

insert into orchestra.orders (order_id, owner_id, kind, cart_id, attempt, workflow_id, state, total, currency, sub_orders, payments, last_sequence, created_at, updated_at) values
    ('order_1', 'own_1', 'CART', 'cart_1', 1, 'place-order/cart_1/1', 'COMPLETED', 400, 'INR', '[]', '[]', 9, now(), now()),
    ('order_2', 'own_1', 'CART', 'cart_2', 1, 'place-order/cart_2/1', 'CANCELLED', 50, 'INR', '[]', '[]', 9, now(), now()),
    ('order_3', 'own_3', 'CART', 'cart_3', 1, 'place-order/cart_3/1', 'AWAITING_PAYMENT', 50, 'INR', '[]', '[]', 4, now(), now()),
    ('ticket_1', 'own_1', 'TICKET', null, 1, 'ticket-checkout/ticket_1/1', 'COMPLETED', 50, 'INR', '[]', '[]', 4, now(), now());
insert into orchestra.payment_routes (attempt_id, revision, owner, workflow_id, order_id, checkout_request_id, payment_id, leg, gateway, gateway_order_id, status, currency,
                                      amount_paise, captured_paise, applied_paise, refunded_paise, refunds, expires_at) values
    ('pa_1', 5, 'CLOSED', 'place-order/cart_1/1', 'order_1', 'creq_1', 'pay_1', 1, 'RAZORPAY', 'gw_1', 'CAPTURED', 'INR', 30000, 30000, 30000, 0, 0, now()),
    ('pa_2', 5, 'GUARDIAN', 'payment-guardian/pa_2', 'order_2', 'creq_2', 'pay_2', 1, 'PHONEPE', null, 'REFUNDED', 'INR', 5000, 5000, 0, 5000, 1, now()),
    ('pa_t', 5, 'CLOSED', 'ticket-checkout/ticket_1/1', 'ticket_1', 'creq_3', 'pay_t', 1, 'RAZORPAY', 'gw_t', 'CAPTURED', 'INR', 5000, 5000, 5000, 0, 0, now());
insert into orchestra.webhook_inbox (id, gateway, dedup_key, event, attempt_id, body_hash, status, received_at) values
    ('wh_1', 'PHONEPE', 'key_1', 'checkout.order.completed', 'pa_2', decode(repeat('00', 32), 'hex'), 'PROCESSED', now()),
    ('wh_2', 'PHONEPE', 'key_2', 'checkout.order.completed', 'pa_unknown', decode(repeat('00', 32), 'hex'), 'ORPHAN', now());
insert into orchestra.ticket_orders (order_id, owner_id, attempt, state, total, currency, created_at, checked_out_at, paid_at)
values ('ticket_1', 'own_1', 1, 'COMPLETED', 50, 'INR', now(), now(), now());
insert into orchestra.seat_reservations (reservation_id, event_id, seat_id, owner_id, price, currency, state, order_id, created_at, expires_at, updated_at) values
    ('00000000-0000-0000-0000-000000000001', 'e', '00000000-0000-0000-0000-000000000001', 'own_1', 50, 'INR', 'CONFIRMED', 'ticket_1', now(), now() + interval '30 minutes', now()),
    ('00000000-0000-0000-0000-000000000003', 'e', '00000000-0000-0000-0000-000000000003', 'own_1', 50, 'INR', 'HELD', null, now(), now() + interval '30 minutes', now());
insert into orchestra.order_items (item_id, order_id, seat_id, event_id, reservation_id, price, active)
values ('i_1', 'ticket_1', '00000000-0000-0000-0000-000000000001', 'e', '00000000-0000-0000-0000-000000000001', 50, true);
