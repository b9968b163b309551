-- Seats: who holds which for how long, and the orders they are collected in.

create table ticket_orders (
    order_id       text           not null primary key,
    owner_id       text           not null,
    -- The checkout that is or would be the current one.
    attempt        integer        not null check (attempt > 0),
    state          text           not null check (state in ('DRAFT', 'PENDING', 'COMPLETED', 'CANCELLED')),
    total          numeric(14, 2) not null check (total >= 0),
    currency       text           not null check (currency ~ '^[A-Z]{3}$'),
    created_at     timestamptz    not null,
    checked_out_at timestamptz,
    paid_at        timestamptz,
    check (state <> 'DRAFT' or checked_out_at is null),
    check (state not in ('PENDING', 'COMPLETED') or checked_out_at is not null),
    check ((state = 'COMPLETED') = (paid_at is not null))
);

create unique index ticket_orders_draft on ticket_orders (owner_id) where state = 'DRAFT';

-- A click that is repeated finds the order that the first one has checked out.
create index ticket_orders_checked_out on ticket_orders (owner_id, checked_out_at) where state in ('PENDING', 'COMPLETED');

create table seat_reservations (
    reservation_id text           not null primary key,
    event_id       text           not null,
    seat_id        text           not null,
    -- Null: whoever knows the reservation's id.
    owner_id       text,
    price          numeric(14, 2) not null check (price >= 0),
    currency       text           not null check (currency ~ '^[A-Z]{3}$'),
    state          text           not null check (state in ('HELD', 'CLAIMED', 'CONFIRMED', 'RELEASED', 'EXPIRED')),
    -- It is or was in.
    order_id       text references ticket_orders,
    created_at     timestamptz    not null,
    expires_at     timestamptz    not null,
    updated_at     timestamptz    not null,
    check (order_id is null or owner_id is not null),
    check (order_id is not null or state not in ('CLAIMED', 'CONFIRMED'))
);

create index seat_reservations_of_order on seat_reservations (order_id) where order_id is not null;

create table order_items (
    item_id        text           not null primary key,
    order_id       text           not null references ticket_orders,
    seat_id        text           not null,
    event_id       text           not null,
    reservation_id text           not null unique references seat_reservations,
    price          numeric(14, 2) not null check (price >= 0),
    -- Keeps the seat for its order. The items of a cancelled order keep nothing and are its items all the same.
    active         boolean        not null,
    -- The order of adding.
    added          bigint         not null generated always as identity,
    -- When it left the draft, and by which removal if not by its end.
    removed_at     timestamptz,
    removed_by     text,
    check (not active or removed_at is null),
    check (removed_by is null or removed_at is not null)
);

create unique index order_items_seat on order_items (seat_id) where active;

create index order_items_of_order on order_items (order_id, added);

create unique index order_items_removal on order_items (removed_by) where removed_by is not null;

-- An order of seats comes from no cart.
alter table orders
    alter column cart_id drop not null,
    add check ((kind = 'CART') = (cart_id is not null));

alter table checkout_requests
    alter column cart_id drop not null;
