namespace Seawall.Gate.Tests;

internal sealed partial class RawClient
{
    public static RawClient Login(GateFixture fixture, int? port = null, string database = "test", string application = "raw")
    {
        RawClient client = new(port ?? fixture.Port);
        client.Login(fixture.Postgres.User, fixture.Postgres.Password, database, application);
        return client;
    }
}
