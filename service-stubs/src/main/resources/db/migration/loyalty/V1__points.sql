create table loyalty.accounts (
    owner_id varchar(255) primary key,
    balance  integer      not null,
    constraint never_spend_more_than_there_is check (balance >= 0)
);

-- A hold past its end counts no more; it is called EXPIRED when somebody next comes across it.
create table loyalty.holds (
    hold_id    varchar(64)  primary key,
    order_id   varchar(64)  not null,
    cart_id    varchar(64)  not null,
    owner_id   varchar(255) not null,
    points     integer      not null check (points > 0),
    status     varchar(16)  not null check (status in ('HELD', 'BURNT', 'RELEASED', 'EXPIRED')),
    expires_at timestamptz  not null,
    created_at timestamptz  not null default now(),
    settled_at timestamptz,
    constraint settled_once_no_longer_held check ((status = 'HELD') = (settled_at is null))
);

create unique index one_hold_a_cart on loyalty.holds (cart_id) where status = 'HELD';
create index holds_order on loyalty.holds (order_id) where status = 'HELD';
create index holds_owner on loyalty.holds (owner_id) where status = 'HELD';

-- The newest attempt that each cart has held points for, which outlives the hold.
create table loyalty.cart_attempts (
    cart_id varchar(64) primary key,
    attempt integer     not null check (attempt >= 1)
);

create table loyalty.entries (
    entry_id varchar(64)  primary key,
    owner_id varchar(255) not null references loyalty.accounts,
    type     varchar(16)  not null check (type in ('EARNED', 'BURNT', 'CREDITED')),
    points   integer      not null check (points > 0),
    order_id varchar(64),
    reason   varchar(200),
    at       timestamptz  not null default clock_timestamp(),
    check ((type = 'CREDITED') = (order_id is null))
);

create unique index one_burn_and_one_earn_an_order on loyalty.entries (order_id, type);
create index entries_owner on loyalty.entries (owner_id, at);

create table loyalty.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);
