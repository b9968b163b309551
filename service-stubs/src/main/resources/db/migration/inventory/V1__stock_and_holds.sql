-- '' stands for a product without variants: a key column cannot be null.
-- Half-empty pages let the counters of a busy product change in place, without touching the index.
create table inventory.stock (
    product_id varchar(64) not null,
    variant_id varchar(64) not null default '',
    initial    integer     not null check (initial >= 0),
    on_hand    integer     not null check (on_hand >= 0),
    held       integer     not null default 0 check (held >= 0),
    deducted   integer     not null default 0 check (deducted >= 0),
    primary key (product_id, variant_id),
    constraint never_hold_more_than_is_there check (held <= on_hand),
    constraint nothing_appears_or_vanishes check (on_hand + deducted = initial)
) with (fillfactor = 50);

create table inventory.holds (
    reservation_id varchar(64) primary key,
    order_id       varchar(64) not null,
    cart_id        varchar(64) not null,
    status         varchar(16) not null check (status in ('HELD', 'DEDUCTED', 'RELEASED', 'EXPIRED')),
    expires_at     timestamptz not null,
    created_at     timestamptz not null default now(),
    settled_at     timestamptz,
    constraint settled_once_no_longer_held check ((status = 'HELD') = (settled_at is null))
);

create index holds_order on inventory.holds (order_id);
create index holds_cart on inventory.holds (cart_id) where status = 'HELD';
create index holds_due on inventory.holds (expires_at) where status = 'HELD';

create table inventory.hold_items (
    reservation_id varchar(64) not null references inventory.holds,
    product_id     varchar(64) not null,
    variant_id     varchar(64) not null,
    quantity       integer     not null check (quantity > 0),
    primary key (reservation_id, product_id, variant_id),
    foreign key (product_id, variant_id) references inventory.stock
);

create table inventory.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
