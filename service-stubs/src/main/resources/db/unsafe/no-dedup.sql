-- What would keep a write that is done again from having its effect again.
drop index if exists payment.one_debit_an_attempt;
alter table payment.wallet_entries drop constraint if exists wallet_entries_refund_id_key;
alter table notification.notifications drop constraint if exists one_of_a_kind;
alter table event.outbox drop constraint if exists outbox_pkey;
