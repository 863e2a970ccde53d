using Seawall.Lab.History;

namespace Seawall.Lab.Forecast;

/// <summary>The futures of one business: its rate in calls a second at any moment, by path.</summary>
internal sealed class BusinessFuture
{
    private const int BusiestMinutes = 60;

    private readonly Timeline _timeline;
    private readonly LoadModel _model;
    private readonly double[][] _levels;
    private readonly float[][] _factors;

    public BusinessFuture(string name, IReadOnlyList<KeptDay> days, Timeline timeline, ForecastOptions options)
    {
        (Name, _timeline) = (name, timeline);
        _model = LoadModel.Fit(HistoryOf(name, days));
        SecondsDispersion = DispersionOfSeconds(name, days);
        int target = options.Day.DayNumber;
        int[] targets = [.. Enumerable.Range(timeline.FirstDay, timeline.LastDay - timeline.FirstDay + 1).Select(day => target + day)];
        double peakOfShape = _model.Shape.OrderDescending().Take(BusiestMinutes).Average();
        TimesOf = TimesOfRoute(name, options.Campaign);
        Shares = ShareModel.Fit(name, days, target, TimesOf);
        int paths = options.Paths;
        (_levels, _factors) = (new double[paths][], new float[paths][]);
        (Busy, Multiplier, Growth, SharesOf) = (new double[paths], new double[paths], new double[paths], new double[paths][]);
        double certain = ItemsFactor(name, options.Campaign);
        CampaignMultiplier? multiplier = options.Campaign?.Multipliers.FirstOrDefault(m => m.Business == name);
        for (int p = 0; p < paths; p++)
        {
            // The same chance for every business: a day that is busy for one is busy for all, and a campaign that draws more draws more everywhere.
            LoadPath path = _model.Draw(targets, new Random(unchecked((options.Seed * 1_000_003) + p)));
            var own = new Random(unchecked((options.Seed * 7_919) + (p * 104_729) + StableHash(name)));
            _levels[p] = [.. Enumerable.Range(0, targets.Length).Select(path.Level)];
            _factors[p] = FactorsOf(path);
            Growth[p] = Math.Exp(7 * path.Slope);
            Busy[p] = _levels[p][-timeline.FirstDay] * peakOfShape / 60;
            double[] shares = Shares.Draw(own);
            double times = 0;
            for (int i = 0; i < shares.Length; i++)
            {
                times += shares[i] *= Shares.Statements[i].Times;
            }

            SharesOf[p] = shares;
            for (int i = 0; i < shares.Length; i++)
            {
                shares[i] /= times;
            }

            Multiplier[p] = certain * (shares.Length == 0 ? 1 : times) * Drawn(multiplier, own);
        }
    }

    public string Name { get; }

    public ShareModel Shares { get; }

    /// <summary>What the campaign multiplies a route by.</summary>
    public Func<string, double> TimesOf { get; }

    /// <summary>Calls of an ordinary busy second, by path; so are the lists below.</summary>
    public double[] Busy { get; }
    public double[] Multiplier { get; }

    /// <summary>Factor of a week.</summary>
    public double[] Growth { get; }

    /// <summary>Shares of <see cref="ShareModel.Statements"/>.</summary>
    public double[][] SharesOf { get; }

    /// <summary>Variance of a second's count beyond Poisson's, as a share of the squared mean.</summary>
    public double SecondsDispersion { get; }

    public bool IsAssumed => _model.IsAssumed;

    /// <summary>Calls a second at the moment in every path; <paramref name="height"/> is that of the curve.</summary>
    public void RatesAt(int at, double[] height, double[] rates)
    {
        bool sale = _timeline.IsSale(at);
        double times = sale ? _timeline.TimesAt(at, Name) : 0;
        (int day, int slot) = _timeline.SlotOf(at);
        int minute = _timeline.MinuteOf(at);
        double shape = _model.Shape[slot] / 60;
        for (int p = 0; p < rates.Length; p++)
        {
            double mean = sale ? Busy[p] * times * height[p] * Multiplier[p] : _levels[p][day] * shape;
            rates[p] = mean * _factors[p][minute];
        }
    }

    /// <summary>Minutes by day, NaN where nothing of the whole site was recorded.</summary>
    private static LoadHistory HistoryOf(string business, IReadOnlyList<KeptDay> days) => new(MinuteSeries.Minutes, days.Select(day =>
    {
        SecondSeries? seconds = day.Businesses.FirstOrDefault(b => b.Name == business)?.Seconds;
        double[] counts = new double[MinuteSeries.Minutes];
        for (int minute = 0; minute < counts.Length; minute++)
        {
            counts[minute] = !day.Businesses.Any(b => b.Seconds.HasMinute(minute)) ? double.NaN : seconds?.CallsInMinute(minute) ?? 0;
        }

        return new LoadDay(day.Date.DayNumber, counts);
    }));

    private static double DispersionOfSeconds(string business, IReadOnlyList<KeptDay> days)
    {
        (double beyond, double squares) = (0, 0);
        foreach (SecondSeries seconds in days.TakeLast(7).SelectMany(day => day.Businesses).Where(b => b.Name == business).Select(b => b.Seconds))
        {
            for (int minute = 0; minute < MinuteSeries.Minutes; minute++)
            {
                double mean = seconds.HasMinute(minute) ? seconds.CallsInMinute(minute) / 60.0 : 0;
                for (int second = minute * 60; mean > 0 && second < (minute + 1) * 60; second++)
                {
                    double off = seconds.Calls(second) - mean;
                    beyond += (off * off * 60 / 59) - mean;
                    squares += mean * mean;
                }
            }
        }

        return squares == 0 ? 0 : Math.Max(0, beyond / squares);
    }

    private float[] FactorsOf(LoadPath path)
    {
        float[] factors = new float[_timeline.Minutes];
        for (int minute = 0; minute < factors.Length; minute++)
        {
            (int day, int slot) = _timeline.SlotOf(_timeline.Start + (minute * 60));
            factors[minute] = (float)path.Factor(day, slot);
        }

        return factors;
    }

    private static Func<string, double> TimesOfRoute(string business, Campaign? campaign) =>
        route => campaign?.Interfaces.Where(i => (i.Business == business || i.Business == CampaignInterface.Every) && i.Route == route).Select(i => i.Times).DefaultIfEmpty(1).Aggregate((a, b) => a * b) ?? 1;

    private static double ItemsFactor(string business, Campaign? campaign) =>
        1 + (campaign?.Items.Where(item => item.Business == business).Sum(item => item.Share * (item.Times - 1)) ?? 0);

    /// <summary>A multiplier with bounds is drawn so that 95 of 100 lie between them.</summary>
    private static double Drawn(CampaignMultiplier? multiplier, Random random)
    {
        double z = Sample.Normal(random);
        if (multiplier is null)
        {
            return 1;
        }

        double side = z < 0 ? Math.Log(multiplier.Times / (multiplier.Low ?? multiplier.Times)) : Math.Log((multiplier.High ?? multiplier.Times) / multiplier.Times);
        return multiplier.Times * Math.Exp(z * side / 1.96);
    }

    private static int StableHash(string text)
    {
        int hash = 17;
        foreach (char c in text)
        {
            hash = unchecked((hash * 31) + c);
        }

        return hash;
    }
}
