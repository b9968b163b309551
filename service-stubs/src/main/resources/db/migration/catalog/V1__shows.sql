create table catalog.events (
    event_id  uuid         primary key,
    name      varchar(200) not null,
    venue     varchar(200) not null,
    starts_at timestamptz  not null,
    currency  char(3)      not null
);

create table catalog.sections (
    event_id uuid        not null references catalog.events,
    section  varchar(64) not null,
    position smallint    not null,
    primary key (event_id, section)
);

create table catalog.rows (
    event_id uuid        not null,
    section  varchar(64) not null,
    row_name varchar(16) not null,
    position smallint    not null,
    primary key (event_id, section, row_name),
    foreign key (event_id, section) references catalog.sections
);

create table catalog.seats (
    seat_id  uuid           primary key,
    event_id uuid           not null,
    section  varchar(64)    not null,
    row_name varchar(16)    not null,
    number   smallint       not null check (number > 0),
    price    numeric(12, 2) not null check (price >= 0),
    constraint one_seat_a_place unique (event_id, section, row_name, number),
    foreign key (event_id, section, row_name) references catalog.rows
);
