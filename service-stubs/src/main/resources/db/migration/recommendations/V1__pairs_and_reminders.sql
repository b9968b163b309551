create table recommendations.pairs (
    product_id             varchar(64)   not null,
    kind                   varchar(16)   not null check (kind in ('COMPLEMENTARY', 'UPSELL')),
    recommended_id         varchar(64)   not null,
    reason                 varchar(200),
    relevance              numeric(3, 2) not null check (relevance between 0 and 1),
    conversion_probability numeric(3, 2) not null check (conversion_probability between 0 and 1),
    primary key (product_id, kind, recommended_id),
    check (product_id <> recommended_id)
);

-- owner_id '' stands for everybody: a key column cannot be null.
create table recommendations.reminders (
    owner_id               varchar(255)  not null default '',
    product_id             varchar(64)   not null,
    source                 varchar(16)   not null check (source in ('WISHLIST', 'RECENTLY_VIEWED', 'SAVED_FOR_LATER')),
    reason                 varchar(200),
    relevance              numeric(3, 2) not null check (relevance between 0 and 1),
    conversion_probability numeric(3, 2) not null check (conversion_probability between 0 and 1),
    primary key (owner_id, product_id)
);

create table recommendations.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
