namespace Seawall.Lab.MySql;

/// <summary>The SQLSTATE of MySQL's error numbers that a shop meets; the others are HY000, as in the server (MySQL manual, "Server Error Message Reference").</summary>
internal static class MySqlErrors
{
    /// <summary>Empty when there was no error and nobody ended the statement.</summary>
    public static ReadOnlySpan<byte> StateOf(uint error, uint killed) => error switch
    {
        0 => killed == 0 ? default : "70100"u8,
        1022 or 1048 or 1052 or 1062 or 1169 or 1216 or 1217 or 1451 or 1452 or 1557 or 1586 => "23000"u8,
        1040 or 1203 => "08004"u8,
        1044 or 1049 or 1064 or 1065 or 1071 or 1072 or 1142 or 1143 or 1227 or 1305 => "42000"u8,
        1045 => "28000"u8,
        1050 => "42S01"u8,
        1051 or 1109 or 1146 => "42S02"u8,
        1054 => "42S22"u8,
        1136 => "21S01"u8,
        1213 or 1614 => "40001"u8,
        1242 => "21000"u8,
        1264 or 1690 => "22003"u8,
        1292 => "22007"u8,
        1317 => "70100"u8,
        1365 => "22012"u8,
        1406 => "22001"u8,
        1568 or 1792 => "25006"u8,
        _ => "HY000"u8,
    };
}
