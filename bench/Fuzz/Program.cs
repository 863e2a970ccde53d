using Seawall.FuzzBench;

// dotnet run -c Release --project bench/Fuzz -- --messages 1000000 --seed 1
// dotnet run -c Release --project bench/Fuzz -- --distinct 1000000
// Seawall.Fuzz serve PORT ADMIN UPSTREAM DIRECTORY      one gate, as the second starts it
if (args is ["serve", _, _, _, _])
    return await GateProcess.ServeAsync(args);
if (Arguments.Read(args) is not { } asked)
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Fuzz -- --messages N [--seed S]
          N malformed messages in process and N live, N broken SQL texts; the result goes to bench/results/fuzz.json
        usage: dotnet run -c Release --project bench/Fuzz -- --distinct N
          N texts of N fingerprints, N texts of one fingerprint; the result goes to bench/results/distinct.json
        """);
    return 2;
}
return asked.What == "messages" ? await MessagesBench.RunAsync(asked.Count, asked.Seed) : await DistinctBench.RunAsync(asked.Count, asked.Seed);
