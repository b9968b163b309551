create table seller.stores (
    store_id           varchar(64)  primary key,
    domain_id          varchar(64)  not null,
    name               varchar(200) not null,
    status             varchar(16)  not null check (status in ('ONLINE', 'OFFLINE')),
    city               varchar(100) not null,
    prices_include_tax boolean      not null
);

-- A share of the price: 0.18 is eighteen percent.
create table seller.tax_rates (
    store_id  varchar(64) not null references seller.stores,
    tax_class varchar(16) not null,
    rate      numeric     not null check (rate >= 0 and rate < 1),
    primary key (store_id, tax_class)
);

create table seller.delivery_options (
    delivery_option_id varchar(64)    primary key,
    name               varchar(200)   not null,
    charge             numeric(12, 2) not null check (charge >= 0),
    status             varchar(16)    not null check (status in ('ACTIVE', 'INACTIVE'))
);

create table seller.pickup_points (
    pickup_point_id varchar(64)  primary key,
    name            varchar(200) not null,
    store_id        varchar(64)  not null references seller.stores,
    status          varchar(16)  not null check (status in ('ACTIVE', 'INACTIVE'))
);

create table seller.gift_wraps (
    id                 varchar(64)    primary key,
    name               varchar(200)   not null,
    charge             numeric(12, 2) not null check (charge >= 0),
    max_message_length integer        not null check (max_message_length >= 0),
    status             varchar(16)    not null check (status in ('ACTIVE', 'INACTIVE'))
);

create table seller.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
