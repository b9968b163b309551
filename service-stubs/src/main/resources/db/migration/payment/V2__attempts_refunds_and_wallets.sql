drop table payment.payments;

-- One try to pay. The caller chose its id, which is the order's id at a gateway too.
create table payment.attempts (
    attempt_id         varchar(40)    primary key,
    payment_id         varchar(64)    not null,
    order_id           varchar(64)    not null,
    owner_id           varchar(64)    not null,
    payment_mode       varchar(16)    not null check (payment_mode in ('GATEWAY', 'WALLET', 'MANUAL')),
    gateway            varchar(32)    not null,
    status             varchar(16)    not null
        check (status in ('CREATED', 'PENDING', 'FAILED', 'AUTHORIZED', 'CAPTURED', 'REFUND_PENDING', 'REFUNDED')),
    amount             numeric(12, 2) not null check (amount > 0),
    currency           char(3)        not null,
    captured_amount    numeric(14, 2) not null default 0 check (captured_amount >= 0),
    captured_currency  varchar(8),
    refunded_amount    numeric(14, 2) not null default 0 check (refunded_amount >= 0),
    cancelled          boolean        not null default false,
    -- Whether the gateway may have been told of it. It is set before the gateway is called.
    sent               boolean        not null default false,
    redirect_url       text,
    gateway_order_id   varchar(64),
    gateway_payment_id varchar(64),
    error_code         varchar(64),
    expires_at         timestamptz,
    wallet_id          varchar(64),
    created_at         timestamptz    not null default clock_timestamp(),
    constraint never_give_back_more_than_was_taken check (refunded_amount <= captured_amount)
);

create index attempts_order on payment.attempts (order_id);

create table payment.refunds (
    refund_id         varchar(64)    primary key,
    attempt_id        varchar(40)    not null references payment.attempts,
    amount            numeric(14, 2) not null check (amount > 0),
    currency          varchar(8)     not null,
    status            varchar(16)    not null check (status in ('PENDING', 'COMPLETED', 'FAILED')),
    gateway_refund_id varchar(64),
    created_at        timestamptz    not null default clock_timestamp()
);

create index refunds_attempt on payment.refunds (attempt_id);

create table payment.wallets (
    wallet_id  varchar(64)    primary key,
    -- Null for a prepaid card, which is whoever's has its phone.
    owner_id   varchar(64)    unique,
    currency   char(3)        not null,
    balance    numeric(12, 2) not null default 0,
    created_at timestamptz    not null default clock_timestamp(),
    constraint a_wallet_never_owes check (balance >= 0)
);

create table payment.wallet_entries (
    entry_id   varchar(64)    primary key,
    wallet_id  varchar(64)    not null references payment.wallets,
    type       varchar(8)     not null check (type in ('DEBIT', 'CREDIT')),
    amount     numeric(12, 2) not null check (amount > 0),
    reason     varchar(200)   not null,
    attempt_id varchar(40)    references payment.attempts,
    refund_id  varchar(64)    unique references payment.refunds,
    at         timestamptz    not null default clock_timestamp(),
    check (type = 'CREDIT' or (attempt_id is not null and refund_id is null)),
    check ((type = 'CREDIT' and attempt_id is not null) = (refund_id is not null))
);

create unique index one_debit_an_attempt on payment.wallet_entries (attempt_id) where type = 'DEBIT';
create index wallet_entries_wallet on payment.wallet_entries (wallet_id, at);

-- The balance is the sum of the entries because nothing else moves it, and an entry is for ever.
create function payment.move_balance() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'An entry of a wallet is for ever';
    end if;
    update payment.wallets
    set balance = balance + case new.type when 'CREDIT' then new.amount else -new.amount end
    where wallet_id = new.wallet_id;
    return new;
end $$;

create trigger an_entry_moves_the_balance before insert or update or delete on payment.wallet_entries
    for each row execute function payment.move_balance();

-- One-time passwords that are good, or locked until they would have run out; as keyed hashes, also of the wrong ones that were tried.
create table payment.one_time_passwords (
    wallet_id    varchar(64)    not null references payment.wallets,
    cart_id      varchar(64)    not null,
    amount       numeric(12, 2) not null,
    hash         varchar(64)    not null,
    wrong_hashes varchar(64)[]  not null default '{}',
    expires_at   timestamptz    not null,
    primary key (wallet_id, cart_id, amount),
    constraint five_tries check (cardinality(wrong_hashes) <= 5)
);

-- How often a wallet's phone was written to of late.
create table payment.one_time_password_messages (
    wallet_id varchar(64) not null references payment.wallets,
    cart_id   varchar(64) not null,
    sent_at   timestamptz not null
);

create index one_time_password_messages_wallet on payment.one_time_password_messages (wallet_id, sent_at);

create table payment.wallet_authorizations (
    wallet_authorization_id varchar(64)    primary key,
    wallet_id               varchar(64)    not null references payment.wallets,
    owner_id                varchar(64)    not null,
    cart_id                 varchar(64)    not null,
    attempt                 integer        not null,
    amount                  numeric(12, 2) not null,
    hash                    varchar(64)    not null,
    expires_at              timestamptz    not null,
    used_by                 varchar(40)    references payment.attempts,
    unique (wallet_id, cart_id, attempt, amount, hash)
);

create table payment.cod_blocked_addresses (
    address_id varchar(64)  primary key,
    reason     varchar(200) not null
);

-- A write that goes on at a gateway after its first transaction is unfinished until its answer is known.
alter table payment.idempotency add column unfinished boolean not null default false;
