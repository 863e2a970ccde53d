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

if (args is ["--rules"])
{
    RuleFigures.Print();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
