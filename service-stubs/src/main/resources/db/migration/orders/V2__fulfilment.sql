alter table orders.orders add column fulfilment jsonb;
