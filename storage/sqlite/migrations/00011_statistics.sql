-- How large the tables of a busy desk are. SQLite plans by such figures; without any it
-- takes the desk, with which every index begins, for something that few rows have, and
-- goes through all of it where a second column would lead to what is wanted. They are of
-- a desk of a million tickets rather than counted: a plan that is good there is good
-- enough for a hundred, and none ever changes overnight. Who runs ANALYZE has the true ones.
--
-- The first figure is the number of rows, each other how many have the same values in so
-- many of the index's columns. https://www.sqlite.org/fileformat2.html#stat1tab

-- +goose Up
ANALYZE helpdesk_numbers; -- makes the table of figures
DELETE FROM sqlite_stat1 WHERE tbl LIKE 'helpdesk\_%' ESCAPE '\';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('helpdesk_tickets', 'sqlite_autoindex_helpdesk_tickets_1', '1000000 1000000 1'),
    ('helpdesk_tickets', 'sqlite_autoindex_helpdesk_tickets_2', '1000000 1000000 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_due', '1000000 1000000 10 1 1 1 1 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_updated', '1000000 1000000 1 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_opened', '1000000 1000000 1 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_requester', '1000000 1000000 100 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_organization', '1000000 1000000 2000 2 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_agent', '1000000 1000000 10000 10 1 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_team', '1000000 1000000 100000 10 1 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_kept', '1000000 1000000 1 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_closed', '1000000 1000000 1 1'),
    ('helpdesk_tickets', 'helpdesk_tickets_drafts', '10000 10000 1 1'),
    ('helpdesk_observers', 'helpdesk_observers', '500000 500000 1 1'),
    ('helpdesk_observers', 'helpdesk_observers_person', '500000 500000 50 1'),
    ('helpdesk_messages', 'sqlite_autoindex_helpdesk_messages_1', '5000000 5000000 1'),
    ('helpdesk_messages', 'sqlite_autoindex_helpdesk_messages_2', '5000000 5000000 5 1 1'),
    ('helpdesk_journal', 'sqlite_autoindex_helpdesk_journal_1', '10000000 10000000 10 1'),
    ('helpdesk_tasks', 'sqlite_autoindex_helpdesk_tasks_1', '2000000 2000000 1'),
    ('helpdesk_tasks', 'sqlite_autoindex_helpdesk_tasks_2', '2000000 2000000 2 1 1'),
    ('helpdesk_tasks', 'helpdesk_tasks_assignee', '20000 20000 200 1'),
    ('helpdesk_times', 'sqlite_autoindex_helpdesk_times_1', '2000000 2000000 1'),
    ('helpdesk_times', 'sqlite_autoindex_helpdesk_times_2', '2000000 2000000 2 1 1'),
    ('helpdesk_times', 'helpdesk_times_worked', '2000000 2000000 1 1'),
    ('helpdesk_times', 'helpdesk_times_contract', '2000000 2000000 4000 2000 1'),
    ('helpdesk_timers', 'helpdesk_timers', '100000 100000 2 1 1'),
    ('helpdesk_timers', 'helpdesk_timers_at', '100000 100000 1 1 1 1 1'),
    ('helpdesk_events', 'sqlite_autoindex_helpdesk_events_1', '10000000 10000000 1'),
    ('helpdesk_events', 'sqlite_autoindex_helpdesk_events_2', '10000000 10000000 10 1 1'),
    ('helpdesk_events', 'helpdesk_events_at', '10000000 10000000 1 1'),
    ('helpdesk_deliveries', 'helpdesk_deliveries', '1000000 1000000 200000 10 5 1 1'),
    ('helpdesk_deliveries', 'helpdesk_deliveries_due', '10000 10000 2000 1 1 1'),
    ('helpdesk_notices', 'helpdesk_notices', '1000000 1000000 1000 1'),
    ('helpdesk_notices', 'helpdesk_notices_at', '1000000 1000000 1000 1 1'),
    ('helpdesk_notices', 'helpdesk_notices_unread', '100000 100000 100 5'),
    ('helpdesk_keys', 'helpdesk_keys', '100000 100000 100 20 1'),
    ('helpdesk_keys', 'helpdesk_keys_at', '100000 100000 1'),
    ('helpdesk_people', 'sqlite_autoindex_helpdesk_people_1', '10000 10000 1'),
    ('helpdesk_people', 'helpdesk_people_name', '10000 10000 1 1'),
    ('helpdesk_people', 'helpdesk_people_organization', '10000 10000 20 1 1'),
    ('helpdesk_organizations', 'sqlite_autoindex_helpdesk_organizations_1', '500 500 1'),
    ('helpdesk_organizations', 'helpdesk_organizations_name', '500 500 1 1'),
    ('helpdesk_contracts', 'sqlite_autoindex_helpdesk_contracts_1', '500 500 1'),
    ('helpdesk_contracts', 'sqlite_autoindex_helpdesk_contracts_2', '500 500 1'),
    ('helpdesk_contracts', 'helpdesk_contracts_organization', '500 500 1 1 1');
ANALYZE sqlite_schema;
