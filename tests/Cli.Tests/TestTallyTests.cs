namespace Seawall.Cli.Tests;

public sealed class TestTallyTests
{
    [Fact]
    public void Passed_and_failed_are_read_and_whatever_ran_without_passing_failed()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, """
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <ResultSummary outcome="Failed"><Counters total="9" executed="8" passed="5" failed="2" error="0" timeout="1" notExecuted="0" /></ResultSummary>
            </TestRun>
            """);
        try
        {
            Assert.Equal(new TestTally(5, 3), TestTally.Read(file));
        }
        finally
        {
            File.Delete(file);
        }
        Assert.Equal(default, TestTally.Read(file));
    }
}
