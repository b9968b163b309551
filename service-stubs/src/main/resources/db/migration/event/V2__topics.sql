alter table event.outbox rename column order_id to key;
alter table event.outbox add column topic varchar(249) not null default 'orchestra.events';
alter table event.outbox alter column topic drop default;

drop index event.outbox_waiting;
create index outbox_waiting on event.outbox (topic, key, sequence) where published_at is null;
