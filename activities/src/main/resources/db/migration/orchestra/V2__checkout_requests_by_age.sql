-- The retention asks every hour.
create index checkout_requests_by_age on checkout_requests (created_at);
