-- Payments that no checkout waits for any more have a guardian, which also has something to tell of the order.

alter table payment_routes
    drop constraint payment_routes_owner_check,
    add constraint payment_routes_owner_check check (owner in ('CHECKOUT', 'GUARDIAN', 'CLOSED')),
    -- The time of a run in milliseconds: whoever owns the attempt later writes a higher one.
    alter column revision type bigint,
    -- The number of the last refund, and what it is of while its outcome is not known.
    add column refunds integer not null default 0 check (refunds >= 0),
    add column refunding_paise bigint not null default 0 check (refunding_paise >= 0);

-- Those whose owner is to be looked for.
create index payment_routes_open on payment_routes (updated_at) where owner <> 'CLOSED';

-- What came late was kept for a person to decide; now there is somebody to tell.
update webhook_inbox set status = 'RECEIVED', claimed_until = now(), settled_at = null where status = 'LATE';

alter table webhook_inbox
    drop constraint webhook_inbox_status_check,
    add constraint webhook_inbox_status_check check (status in ('RECEIVED', 'PROCESSED', 'ORPHAN')),
    drop constraint webhook_inbox_check1,
    add constraint webhook_inbox_processed_check check (status <> 'PROCESSED' or claimed_until is null);

-- Each writer of a timeline counts by itself; the position is the order in which the entries came, and is never given twice.
alter table orders
    add column last_position integer not null default 0;

update orders set last_position = last_sequence;

alter table order_events
    add column writer text not null default '',
    add column position integer;

update order_events set position = sequence;

alter table order_events
    alter column position set not null,
    drop constraint order_events_pkey,
    add primary key (order_id, writer, sequence);

create unique index order_events_position on order_events (order_id, position);

-- Checkouts that have not ended: whether their runs are there is looked for again and again.
create index orders_open on orders (updated_at) where state not in ('COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED');
