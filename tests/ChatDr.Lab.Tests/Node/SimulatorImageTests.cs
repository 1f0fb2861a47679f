using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Cli;
using ChatDr.Lab.Node;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Lab.Tests.Node;

/// <summary>The SQL Server stand-in as a container of the lab's node.</summary>
public sealed class SimulatorImageTests : IAsyncLifetime
{
    private const string Password = "Str0ng!enough";
    private static readonly NamespacedName Name = new("default", "sql-0");
    private LabCluster _lab = null!;

    public async Task InitializeAsync() => _lab = await LabCluster.StartAsync(
        new LabClusterOptions { Images = [new SimulatorImage()] }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [Fact]
    public async Task Shutdown_IsACleanExit_AndTheContainerIsStartedAgainWithItsDatabases()
    {
        await _lab.Client.CreateAsync(Pod(), CancellationToken.None);
        var before = await Eventually.HoldsAsync(PodAsync, pod => pod?.IsReady() == true, "sql-0 is ready");
        await RunAsync(before!, "CREATE DATABASE kept");

        await RunAsync(before!, "SHUTDOWN");

        var after = await Eventually.HoldsAsync(
            PodAsync, pod => pod?.IsReady() == true && pod.Status?.ContainerStatuses?[0].RestartCount == 1, "the container was started again");
        after!.Metadata.Uid.ShouldBe(before!.Metadata.Uid);
        (await RunAsync(after, "SELECT name FROM sys.databases WHERE name = 'kept'")).ShouldBe("kept");
    }

    private static V1Pod Pod() => new()
    {
        Metadata = new V1ObjectMeta { Name = Name.Name, Namespace = Name.Namespace },
        Spec = new V1PodSpec
        {
            Containers =
            [
                new V1Container
                {
                    Name = "mssql",
                    Image = "chatdr/sqlserver-simulator:latest",
                    Env = [new V1EnvVar { Name = "ACCEPT_EULA", Value = "Y" }, new V1EnvVar { Name = "MSSQL_SA_PASSWORD", Value = Password }],
                    ReadinessProbe = new V1Probe { TcpSocket = new V1TCPSocketAction { Port = 1433 }, PeriodSeconds = 1 },
                    VolumeMounts = [new V1VolumeMount { Name = "data", MountPath = "/var/opt/mssql" }],
                },
            ],
            Volumes = [new V1Volume { Name = "data", EmptyDir = new V1EmptyDirVolumeSource() }],
        },
    };

    private static async Task<object?> RunAsync(V1Pod pod, string statement)
    {
        var address = new SqlConnectionStringBuilder
        {
            DataSource = $"{pod.Status!.PodIP},1433",
            UserID = "sa",
            Password = Password,
            TrustServerCertificate = true,
            Pooling = false,
            ConnectTimeout = 30,
        };
        await using var connection = new SqlConnection(address.ConnectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }

    private Task<V1Pod?> PodAsync() => _lab.Client.GetAsync<V1Pod>(Name, CancellationToken.None);
}
