using System.Buffers;
using static Seawall.Lab.History.DayCodec;

namespace Seawall.Lab.History;

/// <summary>The two parts of a day file as bytes.</summary>
internal static class DayParser
{
    private const int Hours = 24;

    public static void Write(IBufferWriter<byte> output, DaySummary day)
    {
        DayCodec.Write(output, day.Date.DayNumber);
        DayCodec.Write(output, day.Site);
        DayCodec.Write(output, (long)day.Offset.TotalMinutes + (24 * 60));
        DayCodec.Write(output, (long)day.Origin);
        Write(output, day.MadeFrom);
        DayCodec.Write(output, day.BuiltAt.ToUnixTimeMilliseconds());
        DayCodec.Write(output, (long)day.Detail);
        DayCodec.Write(output, day.Totals);
        DayCodec.Write(output, day.PeakPerSecond);
        DayCodec.Write(output, day.ActiveMinutes);
        DayCodec.Write(output, day.Fingerprints);
        DayCodec.Write(output, day.Businesses.Count);
        foreach (BusinessSummary business in day.Businesses)
        {
            DayCodec.Write(output, business.Name);
            DayCodec.Write(output, business.Totals);
            DayCodec.Write(output, (long)Math.Round(business.BusyPerSecond * 1000));
            foreach (DayTotals hour in business.Hours)
            {
                DayCodec.Write(output, hour);
            }
        }
    }

    public static DaySummary ReadSummary(ReadOnlySpan<byte> source)
    {
        var day = new DaySummary
        {
            Date = DateOnly.FromDayNumber((int)Math.Min(ReadNumber(ref source), DateOnly.MaxValue.DayNumber)),
            Site = ReadText(ref source),
            Offset = TimeSpan.FromMinutes(Math.Clamp(ReadNumber(ref source) - (24 * 60), -840, 840)),
            Origin = ReadEnum<DayOrigin>(ref source),
            MadeFrom = ReadTexts(ref source),
            BuiltAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(ReadNumber(ref source), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
            Detail = ReadEnum<DayDetail>(ref source),
            Totals = ReadTotals(ref source),
            PeakPerSecond = ReadNumber(ref source),
            ActiveMinutes = (int)Math.Min(ReadNumber(ref source), MinuteSeries.Minutes),
            Fingerprints = (int)Math.Min(ReadNumber(ref source), int.MaxValue),
            Businesses = [],
        };
        var businesses = new BusinessSummary[ReadCount(ref source)];
        for (int i = 0; i < businesses.Length; i++)
        {
            (string name, DayTotals totals, double busy) = (ReadText(ref source), ReadTotals(ref source), ReadNumber(ref source) / 1000.0);
            var hours = new DayTotals[Hours];
            for (int hour = 0; hour < Hours; hour++)
            {
                hours[hour] = ReadTotals(ref source);
            }

            businesses[i] = new BusinessSummary { Name = name, Totals = totals, BusyPerSecond = busy, Hours = hours };
        }

        return day with { Businesses = businesses };
    }

    public static void WriteRest(IBufferWriter<byte> output, KeptDay day)
    {
        foreach (DayBusiness business in day.Businesses)
        {
            Write(output, business.Seconds);
        }

        DayCodec.Write(output, day.Fingerprints.Count);
        foreach (DayFingerprint f in day.Fingerprints)
        {
            DayCodec.Write(output, f.Fingerprint);
            DayCodec.Write(output, f.Database);
            DayCodec.Write(output, f.Business);
            DayCodec.Write(output, f.Sql);
            DayCodec.Write(output, f.ReadOnly ? 1 : 0);
            Write(output, f.Tables);
            DayCodec.Write(output, f.Callers.Count);
            foreach (DayCaller caller in f.Callers)
            {
                DayCodec.Write(output, caller.Route);
                DayCodec.Write(output, caller.Role);
                DayCodec.Write(output, caller.Calls);
            }

            DayCodec.Write(output, f.Totals);
            Write(output, f.Minutes);
        }

        DayCodec.Write(output, day.Tables.Count);
        foreach (DayTable table in day.Tables)
        {
            DayCodec.Write(output, table.Name);
            DayCodec.Write(output, table.Totals);
            DayCodec.Write(output, table.Writes);
        }

        DayCodec.Write(output, day.Interfaces.Count);
        foreach (DayInterface face in day.Interfaces)
        {
            DayCodec.Write(output, face.Business);
            DayCodec.Write(output, face.Route);
            DayCodec.Write(output, face.Totals);
            Write(output, face.Minutes);
        }
    }

    public static KeptDay ReadRest(DaySummary summary, ReadOnlySpan<byte> source)
    {
        var businesses = new DayBusiness[summary.Businesses.Count];
        for (int i = 0; i < businesses.Length; i++)
        {
            BusinessSummary business = summary.Businesses[i];
            businesses[i] = new DayBusiness { Name = business.Name, Totals = business.Totals, Hours = business.Hours, Seconds = ReadSeconds(ref source) };
        }

        return new KeptDay
        {
            Date = summary.Date,
            Site = summary.Site,
            Offset = summary.Offset,
            Origin = summary.Origin,
            MadeFrom = summary.MadeFrom,
            BuiltAt = summary.BuiltAt,
            Detail = summary.Detail,
            Totals = summary.Totals,
            Businesses = businesses,
            Fingerprints = ReadList(ref source, ReadFingerprint),
            Tables = ReadList(ref source, static (ref ReadOnlySpan<byte> s) => new DayTable { Name = ReadText(ref s), Totals = ReadTotals(ref s), Writes = ReadNumber(ref s) }),
            Interfaces = ReadList(ref source, static (ref ReadOnlySpan<byte> s) =>
                new DayInterface { Business = ReadText(ref s), Route = ReadText(ref s), Totals = ReadTotals(ref s), Minutes = ReadMinutes(ref s) }),
        };
    }

    private delegate T Reader<T>(ref ReadOnlySpan<byte> source);

    private static DayFingerprint ReadFingerprint(ref ReadOnlySpan<byte> source) => new()
    {
        Fingerprint = ReadText(ref source),
        Database = ReadText(ref source),
        Business = ReadText(ref source),
        Sql = ReadText(ref source),
        ReadOnly = ReadNumber(ref source) == 1,
        Tables = ReadTexts(ref source),
        Callers = ReadList(ref source, static (ref ReadOnlySpan<byte> s) => new DayCaller(ReadText(ref s), ReadText(ref s), ReadNumber(ref s))),
        Totals = ReadTotals(ref source),
        Minutes = ReadMinutes(ref source),
    };

    private static void Write(IBufferWriter<byte> output, SecondSeries seconds)
    {
        int last = -1;
        for (int minute = 0; minute < MinuteSeries.Minutes; minute++)
        {
            if (!seconds.HasMinute(minute))
            {
                continue;
            }

            DayCodec.Write(output, minute - last);
            last = minute;
            for (int second = minute * 60; second < (minute + 1) * 60; second++)
            {
                DayCodec.Write(output, seconds.Calls(second));
            }

            for (int second = minute * 60; second < (minute + 1) * 60; second++)
            {
                WriteTime(output, seconds.Micros(second));
            }
        }

        DayCodec.Write(output, 0);
    }

    private static SecondSeries ReadSeconds(ref ReadOnlySpan<byte> source)
    {
        var seconds = new SecondSeries();
        uint[] calls = new uint[60];
        for (long minute = -1, gap; (gap = ReadNumber(ref source)) > 0;)
        {
            minute += gap;
            if (gap > MinuteSeries.Minutes || minute >= MinuteSeries.Minutes)
            {
                throw Damaged("a minute lies behind the day");
            }

            for (int i = 0; i < 60; i++)
            {
                calls[i] = (uint)Math.Min(ReadNumber(ref source), uint.MaxValue);
            }

            for (int i = 0; i < 60; i++)
            {
                seconds.Add(((int)minute * 60) + i, calls[i], ReadTime(ref source));
            }
        }

        return seconds;
    }

    private static void Write(IBufferWriter<byte> output, MinuteSeries minutes)
    {
        DayCodec.Write(output, minutes.Slots);
        int last = -1;
        for (int slot = 0; slot < minutes.Slots; slot++)
        {
            if (minutes[slot] == default)
            {
                continue;
            }

            DayCodec.Write(output, slot - last);
            DayCodec.Write(output, minutes[slot]);
            last = slot;
        }

        DayCodec.Write(output, 0);
    }

    private static MinuteSeries ReadMinutes(ref ReadOnlySpan<byte> source)
    {
        long slots = ReadNumber(ref source);
        if (slots is not (Hours or MinuteSeries.Minutes))
        {
            throw Damaged($"a series has {slots} slots");
        }

        var minutes = new MinuteSeries((int)slots);
        for (long slot = -1, gap; (gap = ReadNumber(ref source)) > 0;)
        {
            slot += gap;
            if (gap > slots || slot >= slots)
            {
                throw Damaged("a slot lies behind the day");
            }

            minutes.Add((int)slot, ReadTotals(ref source));
        }

        return minutes;
    }

    private static void Write(IBufferWriter<byte> output, IReadOnlyList<string> texts)
    {
        DayCodec.Write(output, texts.Count);
        foreach (string text in texts)
        {
            DayCodec.Write(output, text);
        }
    }

    private static IReadOnlyList<string> ReadTexts(ref ReadOnlySpan<byte> source) => ReadList(ref source, ReadText);

    private static IReadOnlyList<T> ReadList<T>(ref ReadOnlySpan<byte> source, Reader<T> read)
    {
        var list = new T[ReadCount(ref source)];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = read(ref source);
        }

        return list;
    }

    private static T ReadEnum<T>(ref ReadOnlySpan<byte> source)
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), ReadNumber(ref source));
        return Enum.IsDefined(value) ? value : throw Damaged($"{typeof(T).Name} {value} is not known");
    }
}
