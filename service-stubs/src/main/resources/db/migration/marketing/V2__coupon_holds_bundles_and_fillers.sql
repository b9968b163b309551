-- The uses of coupons that an order under way counts on. Past its end a hold counts no more.
create table marketing.coupon_holds (
    order_id   varchar(64) primary key,
    cart_id    varchar(64) not null constraint one_hold_a_cart unique,
    owner_id   varchar(64) not null,
    codes      text[]      not null check (cardinality(codes) > 0),
    expires_at timestamptz not null
);

create index coupon_holds_code on marketing.coupon_holds using gin (codes);

-- The newest attempt that each cart has held coupons for, which outlives the hold.
create table marketing.cart_attempts (
    cart_id varchar(64) primary key,
    attempt integer     not null check (attempt >= 1)
);

-- What a combination is offered as; what it saves and which products it takes is the promotion's.
create table marketing.bundles (
    bundle_id              varchar(64)    primary key references marketing.promotions,
    bundle_price           numeric(12, 2) not null check (bundle_price >= 0),
    relevance              numeric(3, 2)  not null check (relevance between 0 and 1),
    conversion_probability numeric(3, 2)  not null check (conversion_probability between 0 and 1)
);

-- Products that people add to reach a minimum. The price tells whether one fills a gap, not what it is sold at.
create table marketing.fillers (
    product_id             varchar(64)    primary key,
    store_id               varchar(64)    not null,
    price                  numeric(12, 2) not null check (price > 0),
    reason                 varchar(200),
    relevance              numeric(3, 2)  not null check (relevance between 0 and 1),
    conversion_probability numeric(3, 2)  not null check (conversion_probability between 0 and 1)
);
