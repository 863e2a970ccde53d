namespace Seawall.Gate.Tests.Conformance;

/// <summary>What stands in every database that statements are sent to.</summary>
internal static class Fixtures
{
    public const string Sql =
        """
        create type mood as enum ('sad', 'ok', 'happy');
        create type pair as (a int, b text);
        create domain positive as int check (value > 0);
        create domain short_text as varchar(5) not null;
        create type span as range (subtype = float8);
        create sequence numbers;
        create table items (id int primary key, name text not null, price numeric(10,2), stock int check (stock >= 0), tags text[], info jsonb, made timestamptz);
        insert into items select i, 'item ' || i, i * 1.25, i * 10, array['t' || i % 3, 'all'], jsonb_build_object('n', i, 'odd', i % 2 = 1), '2026-11-11 00:00+00'::timestamptz + i * interval '1 hour' from generate_series(1, 20) i;
        create table orders (id int primary key, item int not null references items, quantity int not null, buyer text, unique (buyer, item));
        insert into orders select i, 1 + i % 20, 1 + i % 4, 'buyer ' || i from generate_series(1, 40) i;
        create table parents (id int primary key);
        insert into parents values (1), (2);
        create table children (id int primary key, parent int references parents deferrable initially deferred);
        create table booked (room int, during int4range, exclude using gist (during with &&) where (room = 1));
        create table sink (a int, b text);
        create table held (a int);
        create table parts (id int, at date) partition by range (at);
        create table parts_2025 partition of parts for values from ('2025-01-01') to ('2026-01-01');
        create table log (line text);
        create table blobs (id int primary key, data bytea);
        insert into blobs values (1, '\x00ff10'), (2, decode(repeat('ab', 100000), 'hex'));
        create view cheap as select id, name from items where price < 10;
        create view cheap_checked as select * from items where price < 10 with check option;
        create materialized view counted as select count(*) as n from items;
        create rule log_is_append as on delete to log do instead nothing;
        create function add(a int, b int) returns int language sql immutable as 'select a + b';
        create function fails(code text) returns void language plpgsql as 'begin raise exception using errcode = code, message = ''as asked''; end';
        create function talks(n int) returns int language plpgsql as 'begin for i in 1..n loop raise notice ''note %'', i; end loop; raise warning ''beware''; return n; end';
        create function rows(n int) returns table (i int, t text) language sql as 'select g, ''row '' || g from generate_series(1, n) g';
        create function pairs() returns setof pair language sql as 'select i, ''x'' from generate_series(1, 3) i';
        create function strictly(a int) returns int strict language sql as 'select a * 2';
        create function deep(n int) returns int language plpgsql as 'begin if n = 0 then return 1 / n; end if; return deep(n - 1); end';
        create procedure stores(a int, inout b int) language plpgsql as 'begin insert into log values (a::text); b := a + 1; end';
        create procedure commits() language plpgsql as 'begin insert into log values (''c''); rollback; end';
        create function refuse_negative() returns trigger language plpgsql as 'begin if new.a < 0 then raise exception ''% is negative'', new.a using hint = ''use more''; end if; return null; end';
        create table guarded (a int);
        create trigger guard before insert on guarded for each row execute function refuse_negative();
        create table secret (a int);
        create policy nobody on secret using (false);
        create publication news for table items;
        create collation plain_c (locale = 'C');
        analyze;
        """;
}
