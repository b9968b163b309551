-- What one parcel of one store costs: the base covers the first items_included items.
create table shipping.rates (
    delivery_option_id varchar(64)    primary key,
    base_charge        numeric(12, 2) not null check (base_charge >= 0),
    items_included     integer        not null check (items_included >= 1),
    extra_item_charge  numeric(12, 2) not null check (extra_item_charge >= 0),
    currency           char(3)        not null
);

create table shipping.unserviceable_addresses (
    address_id varchar(64)  primary key,
    reason     varchar(200) not null
);

create table shipping.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
