using System.Globalization;
using Seawall.Peers;
using Seawall.Peers.Door;
using Seawall.Peers.Flood;
using Seawall.Peers.HotRow;
using Seawall.Peers.Limits;
using Seawall.Peers.Push;
using Seawall.Peers.Storm;

// ./seawall bench NAME [--quick] [--json] builds and starts this. By hand:
//   Seawall.Peers                            the benches there are
//   Seawall.Peers packages NAME              what the system must have installed for one
//   Seawall.Peers NAME [--quick] [--json]    one bench
// The services, gates and servers that some benches use, and their clients, are this program too.
if (args is [LimitSite.Argument, var port, var gate, var secrets])
    return await LimitSite.RunAsync(Number(port), Number(gate), new DirectoryInfo(secrets));
if (args is [DoorSite.Argument, var door, var state])
    return await DoorSite.RunAsync(Number(door), new DirectoryInfo(state));
if (args is [BenchGate.Argument, .. var gateArguments])
    return await BenchGate.RunAsync(gateArguments);
if (args is [FloodProgram.Argument, ..])
    return await FloodProgram.RunAsync(args);
if (args is [QuietServer.Verb, var quiet])
    return await QuietServer.RunAsync(Number(quiet));
if (args is [StormGate.Verb, ..])
    return await StormGate.RunAsync(args);
if (args is [StormProgram.Verb, ..])
    return await StormProgram.RunAsync(args);
if (args is [BuyersProgram.Verb, ..])
    return await BuyersProgram.RunAsync(args);
if (args is [HotRowGate.Argument, var front, var behind, var rules])
    return await HotRowGate.RunAsync(front, behind, rules);
return args is [ClientsProgram.Verb, ..] ? await ClientsProgram.RunAsync(args) : await BenchProgram.RunAsync(args, BenchTable.All, Console.Out, Console.Error);

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
