using BenchmarkDotNet.Running;
using Seawall.Micro;

if (args is ["--quick"])
{
    QuickRun.Print();
    return;
}

if (args is ["--switches"])
{
    SwitchFigures.Print();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
