using ChatDr.Lab.Node;

namespace ChatDr.Lab.Tests.Node;

public sealed class ContainerMountsTests
{
    private static readonly ContainerMounts Mounts = new("/host/root", new Dictionary<string, string>
    {
        ["/var/opt/mssql"] = "/host/data",
        ["/var/opt/mssql/log/"] = "/host/log",
        ["/var/opt/chatdr/share"] = "/host/share",
    });

    [Theory]
    [InlineData("/var/opt/mssql", "/host/data")]
    [InlineData("/var/opt/mssql/data/mgc.mdf", "/host/data/data/mgc.mdf")]
    [InlineData("/var/opt/mssql/log/mgc.ldf", "/host/log/mgc.ldf")]
    [InlineData("/var/opt/mssql/logistics", "/host/data/logistics")]
    [InlineData("/var/opt/chatdr/share/mgc/0001.trn", "/host/share/mgc/0001.trn")]
    [InlineData("/tmp/x", "/host/root/tmp/x")]
    public void ToHost_LongestMountDecides(string container, string host) => Mounts.ToHost(container).ShouldBe(host);

    [Fact]
    public void ToHost_DotDot_StaysInTheContainer() => Mounts.ToHost("/var/opt/mssql/../../../../../etc/passwd").ShouldBe("/host/root/etc/passwd");
}
