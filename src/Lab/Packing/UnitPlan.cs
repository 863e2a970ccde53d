namespace Seawall.Lab.Packing;

/// <summary>What the scheduler knows of a unit: units are numbered by captured start and depend on lower numbers only.</summary>
internal readonly record struct UnitPlan(long StartMicros, long EstimateMicros, int Session, bool IsSticky, bool Discards, int[] DependsOn);

/// <summary>Where a unit runs. A round holds at most one unit a lane.</summary>
internal readonly record struct Placement(int Unit, int Lane, int Round);
