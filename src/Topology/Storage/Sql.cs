namespace Seawall.Topology;

/// <summary>Quoting for the few statements that take no parameters (CREATE ROLE, CREATE DATABASE).</summary>
internal static class Sql
{
    public static string Name(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    public static string Text(string value) => '\'' + value.Replace("'", "''", StringComparison.Ordinal) + '\'';
}
