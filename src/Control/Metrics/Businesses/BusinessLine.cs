using Seawall.Control.Metrics.Scraping;

namespace Seawall.Control.Metrics.Businesses;

/// <summary>A business with all of its interfaces together; whether it is up is null when that is not known.</summary>
public sealed record BusinessLine(BusinessPlace Place, bool? IsUp, InterfaceLine Sum, BusinessSupport Support);
