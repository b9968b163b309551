-- Payments at gateways: whose they are, what gateways told of them, and where the customer's browser goes back to.

create table payment_routes (
    attempt_id          text        not null primary key,
    -- Grows with each write of the attempt's owner.
    revision            integer     not null check (revision >= 0),
    owner               text        not null check (owner in ('CHECKOUT', 'CLOSED')),
    workflow_id         text        not null,
    order_id            text        not null,
    checkout_request_id text        not null,
    payment_id          text        not null,
    leg                 integer     not null check (leg > 0),
    gateway             text        not null,
    -- Not known before the gateway has answered.
    gateway_order_id    text,
    status              text        not null,
    currency            text        not null,
    -- Of a hundred to the unit, as gateways count.
    amount_paise        bigint      not null check (amount_paise >= 0),
    captured_paise      bigint      not null check (captured_paise >= 0),
    applied_paise       bigint      not null check (applied_paise >= 0),
    refunded_paise      bigint      not null check (refunded_paise >= 0),
    expires_at          timestamptz not null,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    unique (gateway, gateway_order_id)
);

-- A webhook says where to look and nothing else. Its body has addresses and phones: kept is what identifies it, and a hash.
create table webhook_inbox (
    id                 text        not null primary key,
    gateway            text        not null,
    -- Made from what the body says. What a gateway calls the delivery is not signed, and so tells less.
    dedup_key          text        not null,
    event_id           text,
    event              text        not null,
    attempt_id         text,
    gateway_order_id   text,
    gateway_payment_id text,
    body_hash          bytea       not null check (octet_length(body_hash) = 32),
    status             text        not null check (status in ('RECEIVED', 'PROCESSED', 'ORPHAN', 'LATE')),
    -- From when on it may be claimed; null when nobody is to claim it any more.
    claimed_until      timestamptz,
    tries              integer     not null default 0,
    received_at        timestamptz not null,
    settled_at         timestamptz,
    note               text,
    unique (gateway, dedup_key),
    unique (gateway, event_id),
    check (status <> 'RECEIVED' or claimed_until is not null),
    check (status not in ('PROCESSED', 'LATE') or claimed_until is null)
);

create index webhook_inbox_to_claim on webhook_inbox (claimed_until) where claimed_until is not null;

-- What waits, and what is kept for a decision: counted every few seconds, and looked for when a route is written.
create index webhook_inbox_unsettled on webhook_inbox (status, gateway) where status <> 'PROCESSED';

create index webhook_inbox_of_payment on webhook_inbox (gateway, gateway_payment_id);

create index webhook_inbox_by_age on webhook_inbox (received_at);

-- One for each payment instruction, null where it names none.
alter table checkout_requests
    add column callback_urls jsonb not null default '[]';
