-- No product_ids: every product. No store_id: every store. The window is [starts_at, ends_at).
create table marketing.promotions (
    id           varchar(64)    primary key,
    title        varchar(200)   not null,
    type         varchar(16)    not null check (type in ('PERCENT_OFF', 'AMOUNT_OFF', 'COMBO', 'FREE_DELIVERY')),
    value        numeric(12, 2) not null check (value >= 0),
    max_discount numeric(12, 2) check (max_discount > 0),
    min_subtotal numeric(12, 2) not null check (min_subtotal >= 0),
    product_ids  text[]         not null,
    store_id     varchar(64),
    stackable    boolean        not null,
    starts_at    timestamptz    not null,
    ends_at      timestamptz    not null,
    check (starts_at < ends_at),
    check (type <> 'PERCENT_OFF' or value <= 100),
    check (type <> 'COMBO' or cardinality(product_ids) >= 2)
);

create table marketing.coupons (
    code               varchar(64)    primary key check (code = upper(code)),
    id                 varchar(64)    not null unique,
    title              varchar(200)   not null,
    type               varchar(16)    not null check (type in ('PERCENT_OFF', 'AMOUNT_OFF', 'COMBO', 'FREE_DELIVERY')),
    value              numeric(12, 2) not null check (value >= 0),
    max_discount       numeric(12, 2) check (max_discount > 0),
    min_subtotal       numeric(12, 2) not null check (min_subtotal >= 0),
    product_ids        text[]         not null,
    store_id           varchar(64),
    stackable          boolean        not null,
    starts_at          timestamptz    not null,
    ends_at            timestamptz    not null,
    usage_limit        integer        check (usage_limit > 0),
    per_customer_limit integer        check (per_customer_limit > 0),
    used               integer        not null default 0 check (used >= 0),
    check (starts_at < ends_at),
    check (type <> 'PERCENT_OFF' or value <= 100),
    check (type <> 'COMBO' or cardinality(product_ids) >= 2),
    constraint never_used_more_often_than_allowed check (used <= usage_limit)
);

create table marketing.coupon_uses (
    order_id varchar(64) not null,
    code     varchar(64) not null references marketing.coupons,
    owner_id varchar(64) not null,
    used_at  timestamptz not null default now(),
    primary key (order_id, code)
);

create index coupon_uses_customer on marketing.coupon_uses (code, owner_id);

create table marketing.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
