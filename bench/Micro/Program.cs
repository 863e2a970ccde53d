using BenchmarkDotNet.Running;
using Seawall.Micro;

if (args is ["--quick"])
{
    QuickRun.Print();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
