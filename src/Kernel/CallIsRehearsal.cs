namespace Seawall.Kernel;

/// <summary>Whether the running call belongs to a rehearsal, for parts that know nothing of calls: what it leaves behind must not be served to real buyers.</summary>
public delegate bool CallIsRehearsal();
