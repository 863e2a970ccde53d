using Seawall.Control.Metrics;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Push;

namespace Seawall.Control.Plans.Checks;

/// <summary>What checks look at.</summary>
/// <param name="Instances">Null where the config is pushed to nobody.</param>
/// <param name="Revision">The revision that all are to follow.</param>
internal sealed record CheckSurroundings(IMetricSource Metrics, IMetricTargets Targets, IInstances? Instances, HttpClient Http, long Revision);
