using System.Globalization;
using Seawall.RedisBench;

// dotnet run -c Release --project bench/Redis [-- ROUNDS]
int rounds = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 3;
await using Stage stage = await Stage.SetAsync();
List<Measurement> measurements = [];
foreach (int size in (int[])[100, 1024])
{
    foreach (string command in (string[])["SET", "GET"])
    {
        await stage.SeawallAsync(command, size, operations: 50_000);
        // Short runs by turns, so that whatever else the machine does meets all alike.
        for (int round = 0; round < rounds; round++)
        {
            measurements.Add(await stage.SeawallAsync(command, size, Stage.Operations));
            measurements.Add(await stage.PeerAsync("redis-benchmark -c 1 -P 64", "-c 1 -P 64", command, size));
            measurements.Add(await stage.PeerAsync("redis-benchmark -c 64", "-c 64 -P 1", command, size));
        }
    }
}
foreach (Measurement median in Report.Medians(measurements))
{
    Console.Error.WriteLine(
        $"{median.Command} {median.Size,4}  {median.Contestant,-26} {median.OperationsPerSecond,9:0} a second  {median.ClientMicros,6:0.00} µs client + {median.ServerMicros,6:0.00} µs server CPU  {median.AllocatedBytes,5:0.0} bytes allocated");
}
Console.WriteLine(await Report.WriteAsync(measurements, stage, rounds));
return 0;
