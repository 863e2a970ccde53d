-- Demo buyers buyer1@seawall.test, buyer2@… whose password is seawall-demo; one hash for all of them, since hashing is slow on purpose.
INSERT INTO buyers (id, email, name, password_hash, registered_at)
OVERRIDING SYSTEM VALUE
SELECT n,
       'buyer' || n || '@seawall.test',
       'Buyer ' || n,
       'AQAAAAIAAYagAAAAEGlrpwxXmY7eZKzDtj+zsqY+MoAkGHeRZamVj7aX484/ucsgz4BKSox9bJKbjvydfQ==',
       timestamptz '2024-01-01 00:00:00+08' + n * interval '40 minutes'
FROM generate_series(1, greatest(20, (10000 * coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric)::int)) AS n;

SELECT setval(pg_get_serial_sequence('buyers', 'id'), (SELECT max(id) FROM buyers));
