create table product.products (
    product_id  varchar(64)    primary key,
    name        varchar(200)   not null,
    description varchar(2000)  not null,
    category    varchar(64)    not null,
    image_url   varchar(500)   not null,
    store_id    varchar(64)    not null,
    status      varchar(16)    not null check (status in ('ACTIVE', 'INACTIVE')),
    price       numeric(12, 2) not null check (price >= 0),
    currency    char(3)        not null,
    tax_class   varchar(16)    not null
);

create index products_category on product.products (lower(category));

create table product.variants (
    product_id varchar(64)    not null references product.products,
    variant_id varchar(64)    not null,
    name       varchar(200)   not null,
    price      numeric(12, 2) not null check (price >= 0),
    status     varchar(16)    not null check (status in ('ACTIVE', 'INACTIVE')),
    primary key (product_id, variant_id)
);

create table product.addons (
    product_id varchar(64)    not null references product.products,
    addon_id   varchar(64)    not null,
    name       varchar(200)   not null,
    price      numeric(12, 2) not null check (price >= 0),
    primary key (product_id, addon_id)
);

create table product.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
