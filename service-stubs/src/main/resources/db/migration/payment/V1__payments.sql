create table payment.payments (
    id               varchar(64)    primary key,
    order_id         varchar(64)    not null,
    owner_id         varchar(64)    not null,
    payment_mode     varchar(16)    not null,
    gateway          varchar(32)    not null,
    amount           numeric(12, 2) not null check (amount > 0),
    currency         char(3)        not null,
    status           varchar(16)    not null check (status in ('SUCCESS', 'PENDING', 'FAILED', 'CANCELLED')),
    redirect_url     varchar(2000),
    gateway_order_id varchar(64),
    created_at       timestamptz    not null default now(),
    cancelled_at     timestamptz,
    check ((status = 'CANCELLED') = (cancelled_at is not null))
);

create index payments_order on payment.payments (order_id);

create table payment.methods (
    payment_method_id varchar(64)  primary key,
    name              varchar(200) not null,
    payment_mode      varchar(16)  not null check (payment_mode in ('GATEWAY', 'WALLET', 'MANUAL')),
    gateway           varchar(32)  not null,
    status            varchar(16)  not null check (status in ('ACTIVE', 'INACTIVE'))
);

create table payment.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
