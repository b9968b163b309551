create sequence orders.order_number start 1234;

create table orders.orders (
    id             varchar(64)    primary key,
    number         varchar(32)    not null unique,
    type           varchar(16)    not null check (type = 'MASTER'),
    order_status   varchar(16)    not null check (order_status in ('PENDING', 'CONFIRMED', 'CANCELLED')),
    payment_status varchar(16)    not null
        check (payment_status in ('PENDING', 'FAILED', 'PARTIALLY_PAID', 'PAID', 'REFUNDED')),
    status_reason  varchar(500),
    total          numeric(12, 2) not null check (total >= 0),
    totals         jsonb,
    currency       char(3)        not null,
    cart_id        varchar(64)    not null,
    owner_id       varchar(64)    not null,
    channel        varchar(32),
    created_at     timestamptz    not null default now()
);

create table orders.sub_orders (
    id           varchar(64)    primary key,
    order_id     varchar(64)    not null references orders.orders,
    number       varchar(40)    not null unique,
    position     integer        not null check (position between 1 and 99),
    store_id     varchar(64)    not null,
    order_status varchar(16)    not null check (order_status in ('PENDING', 'CONFIRMED', 'CANCELLED')),
    total        numeric(12, 2) not null check (total >= 0),
    unique (order_id, position),
    unique (order_id, store_id)
);

create table orders.items (
    order_id     varchar(64)    not null references orders.orders,
    item_id      varchar(64)    not null,
    position     integer        not null,
    sub_order_id varchar(64)    references orders.sub_orders,
    product_id   varchar(64)    not null,
    variant_id   varchar(64),
    name         varchar(200)   not null,
    store_id     varchar(64)    not null,
    quantity     integer        not null check (quantity > 0),
    unit_price   numeric(12, 2) not null check (unit_price >= 0),
    total        numeric(12, 2) not null check (total >= 0),
    primary key (order_id, item_id)
);

create table orders.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
