namespace Seawall.Lab.Capacity;

/// <summary>The law with its three parameters.</summary>
internal readonly record struct UslCurve(double Lambda, double Sigma, double Kappa)
{
    public double At(double n) => Lambda * n / (1 + (Sigma * (n - 1)) + (Kappa * n * (n - 1)));
}

/// <summary>
/// Nonlinear least squares with σ, κ ≥ 0. Written as X = N ÷ (a + b(N−1) + cN(N−1)) with a = 1/λ, b = σ/λ, c = κ/λ, the law is a line for N/X: that line, weighted
/// so that its errors are those of X, is the start of a Levenberg–Marquardt descent (D. W. Marquardt, SIAM J. 11(2), 1963). A parameter the descent drives
/// below zero belongs at zero: each combination of zeros is solved, the best that is feasible wins.
/// </summary>
internal static class UslSolver
{
    private const int MostIterations = 100;
    private static readonly bool[][] _free = [[true, true, true], [true, true, false], [true, false, true], [true, false, false]];

    public static UslCurve Solve(ReadOnlySpan<double> n, ReadOnlySpan<double> x)
    {
        // Scaled, so that all three parameters are near one: throughput by its greatest, N−1 and N(N−1) by theirs.
        double unit = 0;
        double widest = 1;
        for (int i = 0; i < n.Length; i++)
        {
            unit = Math.Max(unit, x[i]);
            widest = Math.Max(widest, n[i]);
        }

        Span<double> best = stackalloc double[3];
        Span<double> tried = stackalloc double[3];
        double least = double.PositiveInfinity;
        foreach (bool[] free in _free)
        {
            double left = Descend(n, x, unit, widest, free, tried);
            if (left < least && tried[0] > 0 && tried[1] >= 0 && tried[2] >= 0)
            {
                least = left;
                tried.CopyTo(best);
                if (free[1] && free[2])
                {
                    // Feasible without a bound: no bound can be better.
                    break;
                }
            }
        }

        double lambda = unit / best[0];
        return new UslCurve(lambda, best[1] / best[0] / widest, best[2] / best[0] / (widest * widest));
    }

    /// <summary>Leaves the parameters in <paramref name="p"/> and returns the sum of squares; infinite when it found none.</summary>
    private static double Descend(ReadOnlySpan<double> n, ReadOnlySpan<double> x, double unit, double widest, bool[] free, Span<double> p)
    {
        Start(n, x, unit, widest, free, p);
        if (!(p[0] > 0))
        {
            (p[0], p[1], p[2]) = (widest, free[1] ? 1 : 0, 0);
        }

        double left = Squares(n, x, unit, widest, p);
        double damping = 1e-3;
        Span<double> normal = stackalloc double[9];
        Span<double> damped = stackalloc double[9];
        Span<double> step = stackalloc double[3];
        Span<double> gradient = stackalloc double[3];
        Span<double> next = stackalloc double[3];
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            Linearise(n, x, unit, widest, free, p, normal, gradient);
            bool better = false;
            while (!better && damping < 1e12)
            {
                normal.CopyTo(damped);
                for (int k = 0; k < 3; k++)
                {
                    damped[4 * k] *= 1 + damping;
                }

                gradient.CopyTo(step);
                Eliminate(damped, step);
                for (int k = 0; k < 3; k++)
                {
                    next[k] = p[k] + (free[k] ? step[k] : 0);
                }

                double there = Squares(n, x, unit, widest, next);
                better = there < left;
                if (better)
                {
                    double gained = left - there;
                    next.CopyTo(p);
                    left = there;
                    damping = Math.Max(1e-12, damping / 10);
                    if (gained <= 1e-14 * left)
                    {
                        return left;
                    }
                }
                else
                {
                    damping *= 10;
                }
            }

            if (!better)
            {
                break;
            }
        }

        return left;
    }

    /// <summary>Weighted linear least squares of N/X on N−1 and N(N−1); an error of X by dX moves N/X by N·dX/X².</summary>
    private static void Start(ReadOnlySpan<double> n, ReadOnlySpan<double> x, double unit, double widest, bool[] free, Span<double> p)
    {
        Span<double> normal = stackalloc double[9];
        normal.Clear();
        p.Clear();
        Span<double> row = stackalloc double[3];
        for (int i = 0; i < n.Length; i++)
        {
            Row(n[i], widest, free, row);
            double y = n[i] * unit / x[i];
            double weight = x[i] * x[i] / (n[i] * unit * unit);
            Accumulate(row, y, weight * weight, normal, p);
        }

        Pin(normal, free);
        Eliminate(normal, p);
    }

    private static void Linearise(ReadOnlySpan<double> n, ReadOnlySpan<double> x, double unit, double widest, bool[] free, ReadOnlySpan<double> p, Span<double> normal, Span<double> gradient)
    {
        normal.Clear();
        gradient.Clear();
        Span<double> row = stackalloc double[3];
        for (int i = 0; i < n.Length; i++)
        {
            double below = Below(n[i], widest, p);
            double residual = (x[i] / unit) - (n[i] / below);
            Row(n[i], widest, free, row);
            for (int k = 0; k < 3; k++)
            {
                row[k] *= -n[i] / (below * below);
            }

            Accumulate(row, residual, 1, normal, gradient);
        }

        Pin(normal, free);
    }

    private static double Squares(ReadOnlySpan<double> n, ReadOnlySpan<double> x, double unit, double widest, ReadOnlySpan<double> p)
    {
        double sum = 0;
        for (int i = 0; i < n.Length; i++)
        {
            double below = Below(n[i], widest, p);
            if (!(below > 0))
            {
                return double.PositiveInfinity;
            }

            double residual = (x[i] / unit) - (n[i] / below);
            sum += residual * residual;
        }

        return sum;
    }

    private static double Below(double n, double widest, ReadOnlySpan<double> p) => p[0] + (p[1] * (n - 1) / widest) + (p[2] * n * (n - 1) / (widest * widest));

    private static void Row(double n, double widest, bool[] free, Span<double> row) =>
        (row[0], row[1], row[2]) = (1, free[1] ? (n - 1) / widest : 0, free[2] ? n * (n - 1) / (widest * widest) : 0);

    private static void Accumulate(ReadOnlySpan<double> row, double y, double weight, Span<double> normal, Span<double> right)
    {
        for (int i = 0; i < 3; i++)
        {
            right[i] += weight * row[i] * y;
            for (int j = 0; j < 3; j++)
            {
                normal[(3 * i) + j] += weight * row[i] * row[j];
            }
        }
    }

    /// <summary>A parameter held at zero gets an equation of its own that says so.</summary>
    private static void Pin(Span<double> normal, bool[] free)
    {
        for (int k = 0; k < 3; k++)
        {
            if (!free[k])
            {
                normal[4 * k] = 1;
            }
        }
    }

    /// <summary>Gaussian elimination with pivoting; the answer replaces the right side. A singular system answers zero for what it does not determine.</summary>
    private static void Eliminate(Span<double> m, Span<double> y)
    {
        for (int k = 0; k < 3; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < 3; i++)
            {
                pivot = Math.Abs(m[(3 * i) + k]) > Math.Abs(m[(3 * pivot) + k]) ? i : pivot;
            }

            for (int j = 0; j < 3 && pivot != k; j++)
            {
                (m[(3 * k) + j], m[(3 * pivot) + j]) = (m[(3 * pivot) + j], m[(3 * k) + j]);
            }

            (y[k], y[pivot]) = (y[pivot], y[k]);
            double top = m[4 * k];
            if (Math.Abs(top) < 1e-300)
            {
                continue;
            }

            for (int i = k + 1; i < 3; i++)
            {
                double factor = m[(3 * i) + k] / top;
                y[i] -= factor * y[k];
                for (int j = k; j < 3; j++)
                {
                    m[(3 * i) + j] -= factor * m[(3 * k) + j];
                }
            }
        }

        for (int k = 2; k >= 0; k--)
        {
            double sum = y[k];
            for (int j = k + 1; j < 3; j++)
            {
                sum -= m[(3 * k) + j] * y[j];
            }

            y[k] = Math.Abs(m[4 * k]) < 1e-300 ? 0 : sum / m[4 * k];
        }
    }
}
