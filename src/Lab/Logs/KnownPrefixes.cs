namespace Seawall.Lab.Logs;

/// <summary>Prefixes in common use, those that say more before those that say less.</summary>
internal static class KnownPrefixes
{
    public static readonly string[] All =
    [
        // Debian and Ubuntu; then the server's own default since version 10.
        "%m [%p] %q%u@%d ",
        "%m [%p] ",
        // Amazon RDS and Aurora.
        "%t:%r:%u@%d:[%p]:",
        // pgBadger's manual.
        "%t [%p]: user=%u,db=%d,app=%a,client=%h ",
        "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "%m [%p]: user=%u,db=%d,app=%a,client=%h ",
        "%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "%t [%p]: [%l-1] user=%u,db=%d ",
        "%t [%p]: [%l-1] ",
        "%t [%p]: ",
        // Google Cloud SQL.
        "%m [%p]: [%l-1] db=%d,user=%u ",
        "%t [%p]: [%l-1] db=%d,user=%u ",
        // Aiven's choices.
        "%m [%p] %q[user=%u,db=%d,app=%a] ",
        // Azure flexible server.
        "%t-%c-",
        // Debian before 10, and the packages of the PostgreSQL project for Red Hat.
        "%t [%p-%l] %q%u@%d ",
        "< %m > ",
        "< %t > ",
        "%t ",
        "%m ",
    ];
}
