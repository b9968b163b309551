create table gateways.orders (
    order_id          varchar(64)   primary key,
    gateway           varchar(16)   not null check (gateway in ('PHONEPE', 'RAZORPAY')),
    merchant_order_id varchar(64),
    amount            bigint        not null check (amount > 0),
    currency          char(3)       not null,
    state             varchar(16)   not null check (state in ('OPEN', 'PAID', 'FAILED')),
    request           text          not null,
    page_token        varchar(64)   not null unique,
    created_at        timestamptz   not null,
    expires_at        timestamptz,
    release_at        timestamptz,
    rule              text          not null
);

-- PhonePe takes a merchant's order id once; Razorpay does not look at receipts.
create unique index orders_of_phonepe on gateways.orders (merchant_order_id) where gateway = 'PHONEPE';
create index orders_merchant_order_id on gateways.orders (gateway, merchant_order_id);

create table gateways.payments (
    payment_id   varchar(64)  primary key,
    sequence     bigint       generated always as identity,
    order_id     varchar(64)  not null references gateways.orders,
    amount       bigint       not null check (amount > 0),
    currency     char(3)      not null,
    state        varchar(16)  not null check (state in ('STARTED', 'FAILED', 'AUTHORIZED', 'CAPTURED', 'RELEASED')),
    created_at   timestamptz  not null
);

create index payments_order on gateways.payments (order_id);
-- Money for an order is taken once, whoever presses how many buttons.
create unique index payments_taken on gateways.payments (order_id) where state in ('AUTHORIZED', 'CAPTURED');

create table gateways.refunds (
    refund_id          varchar(64)  primary key,
    sequence           bigint       generated always as identity,
    gateway            varchar(16)  not null,
    order_id           varchar(64)  not null references gateways.orders,
    payment_id         varchar(64)  not null references gateways.payments,
    merchant_refund_id varchar(255),
    amount             bigint       not null check (amount > 0),
    request            text         not null,
    state              varchar(16)  not null check (state in ('PENDING', 'CONFIRMED', 'COMPLETED', 'FAILED')),
    created_at         timestamptz  not null,
    unique (gateway, merchant_refund_id)
);

create index refunds_payment on gateways.refunds (payment_id);

-- What is to happen later. An entry is gone once it has happened.
create table gateways.diary (
    id       bigint       generated always as identity primary key,
    gateway  varchar(16)  not null,
    event    varchar(32)  not null,
    subject  varchar(64)  not null,
    due_at   timestamptz  not null
);

create index diary_due on gateways.diary (due_at);
create index diary_subject on gateways.diary (subject);

-- Messages to the merchant, with everything that was settled when they were written: where to, and signed with which secret.
create table gateways.webhooks (
    id            bigint        generated always as identity primary key,
    event_id      varchar(64)   not null,
    gateway       varchar(16)   not null,
    order_id      varchar(64)   not null references gateways.orders,
    event         varchar(64)   not null,
    url           varchar(2000) not null,
    headers       text          not null,
    body          text          not null,
    state         varchar(16)   not null check (state in ('WAITING', 'DELIVERED', 'GIVEN_UP', 'DROPPED')),
    newest_first  boolean       not null default false,
    attempts      integer       not null default 0,
    last_status   integer,
    last_error    varchar(255),
    written_at    timestamptz   not null,
    due_at        timestamptz   not null,
    claimed_until timestamptz,
    delivered_at  timestamptz
);

create index webhooks_waiting on gateways.webhooks (due_at) where state = 'WAITING';
create index webhooks_order on gateways.webhooks (order_id);

-- What tests want to happen: 'ALL' orders from now on, the 'NEXT' one, or the one of an id.
create table gateways.rules (
    id       bigint       generated always as identity primary key,
    gateway  varchar(16)  not null,
    applies  varchar(64)  not null,
    rule     text         not null
);

create index rules_gateway on gateways.rules (gateway, applies);
