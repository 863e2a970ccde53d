namespace Seawall.Control.Config.Storage;

/// <summary>The tables of the config's file. History and audit are only ever added to.</summary>
internal static class ConfigSchema
{
    public const int Version = 1;

    public const string Create = """
        create table entries (key text primary key, value text not null, revision integer not null) without rowid;
        create table revisions (revision integer primary key, at text not null, actor text not null, reason text not null, action text not null);
        create table changes (
          revision integer not null references revisions, key text not null, before text, before_revision integer not null, after text,
          primary key (revision, key)) without rowid;
        create index changes_of_key on changes (key, revision);
        create table requests (idempotency text primary key, fingerprint text not null, revision integer, proposal integer, at text not null) without rowid;
        create table audit (
          number integer primary key, at text not null, actor text not null, source text, action text not null, reason text not null, revision integer,
          detail text not null, previous text not null, hash text not null);
        create table proposals (
          number integer primary key autoincrement, at text not null, actor text not null, reason text not null, source text, why text not null, action text not null,
          changes text not null, state text not null, decided_by text, decided_at text, decision text, revision integer);
        pragma user_version = 1;
        """;
}
