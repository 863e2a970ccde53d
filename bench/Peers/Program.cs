using System.Globalization;
using Seawall.Peers;
using Seawall.Peers.Limits;
using Seawall.Peers.Push;

// ./seawall bench NAME [--quick] [--json] builds and starts this. By hand:
//   Seawall.Peers                            the benches there are
//   Seawall.Peers packages NAME              what the system must have installed for one
//   Seawall.Peers NAME [--quick] [--json]    one bench
// The service that the bench of limits floods is this program too.
if (args is [LimitSite.Argument, var port, var gate, var secrets])
    return await LimitSite.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(gate, CultureInfo.InvariantCulture), new DirectoryInfo(secrets));
return args is [ClientsProgram.Verb, ..] ? await ClientsProgram.RunAsync(args) : await BenchProgram.RunAsync(args, BenchTable.All, Console.Out, Console.Error);
