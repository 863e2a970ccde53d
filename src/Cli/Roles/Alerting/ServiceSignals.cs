using Seawall.Alerts;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>What happens to a service, as an alert. Its owner and plan are those of the rule that speaks for its key.</summary>
internal static class ServiceSignals
{
    public const string Source = "watchdog";

    public static string KeyOf(string service) => "process:" + service;

    public static AlertSignal Of(ServiceEvent what, string bundle) => new(KeyOf(what.Service), what.Trouble != ServiceTrouble.Over, what.At, what.What, "", "")
    {
        Source = Source,
        Severity = what.Trouble is ServiceTrouble.Held or ServiceTrouble.Unwell ? Severity.Warning : Severity.Critical,
        Detail = Detail(what, bundle),
    };

    private static string Detail(ServiceEvent what, string bundle)
    {
        if (what.Trouble == ServiceTrouble.Over)
        {
            return "";
        }
        string words = what.LastWords.Length > 0 ? $"last words:\n{what.LastWords}" : "its log says nothing";
        return $"host: {Environment.MachineName}\nlog: {what.Log}\n{(bundle.Length > 0 ? $"diagnosis: {bundle}\n" : "")}{words}";
    }
}
