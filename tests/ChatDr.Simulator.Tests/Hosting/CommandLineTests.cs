using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Tests.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--port 65536", "--port must be a number from 0 to 65535")]
    [InlineData("--port x", "--port must be a number")]
    [InlineData("--max-connections 0", "--max-connections must be a number from 1")]
    [InlineData("--personality Mac", "--personality")]
    [InlineData("--log never", "--log")]
    [InlineData("--databse /tmp", "--databse")]
    [InlineData("--port 0", "No password for sa")]
    public async Task Input_ThatCannotBeMeant_EndsWithTwoAndSaysWhat(string arguments, string said)
    {
        var errors = new StringWriter();

        var code = await new SimulatorProgram(_ => null, TimeProvider.System, errors).RunAsync(arguments.Split(' '));

        code.ShouldBe(2);
        errors.ToString().ShouldContain(said);
    }
}
