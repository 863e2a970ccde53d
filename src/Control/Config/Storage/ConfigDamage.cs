namespace Seawall.Control.Config.Storage;

/// <summary>The config's file can't be trusted or can't be opened; the message says what to do.</summary>
public sealed class ConfigDamageException(string path, string what, Exception? inner = null) : IOException(
    $"{path} {what}. Nothing is served from it; services go on with their last known good config. " +
    "Put back a copy of the file, or move it away, start again and publish the last export: seawall config import FILE", inner);
