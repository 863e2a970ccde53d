using Seawall.Peers;

// ./seawall bench NAME [--quick] [--json] builds and starts this. By hand:
//   Seawall.Peers                            the benches there are
//   Seawall.Peers packages NAME              what the system must have installed for one
//   Seawall.Peers NAME [--quick] [--json]    one bench
return await BenchProgram.RunAsync(args, BenchTable.All, Console.Out, Console.Error);
