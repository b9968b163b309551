-- No owner_id: a demo address that everybody has.
create table customer.addresses (
    address_id  varchar(64)  primary key,
    owner_id    varchar(255),
    name        varchar(200) not null,
    line1       varchar(200) not null,
    line2       varchar(200),
    city        varchar(100) not null,
    state       varchar(100) not null,
    postal_code varchar(16)  not null,
    country     varchar(64)  not null,
    phone       varchar(32)  not null,
    status      varchar(16)  not null check (status in ('ACTIVE', 'INACTIVE'))
);

create table customer.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
