using System.Text.Json.Nodes;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>What <c>kubectl get</c> prints: the server makes the columns and cells.</summary>
public abstract partial class ClientContract<TServer>
{
    private const string PodSpec = """ "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"},{"name":"d","image":"j"}]}},"selector":{"matchLabels":{"a":"b"}},"replicas":0}""";

    /// <summary>Columns that show only with <c>-o wide</c> are in parentheses.</summary>
    [ContractFact]
    public async Task Tables_OfBuiltInKinds_HaveTheColumnsAndCellsThatPeopleKnow()
    {
        await ShowsAsync("v1", "configmaps", """{"kind":"ConfigMap","data":{"a":"1"},"binaryData":{"b":"AAAA"}}""", "Name Data Age", "x|2|AGE");
        await ShowsAsync("v1", "secrets", """{"kind":"Secret","stringData":{"a":"1"}}""", "Name Type Data Age", "x|Opaque|1|AGE");
        await ShowsAsync("v1", "serviceaccounts", """{"kind":"ServiceAccount"}""", "Name Secrets Age", "x|0|AGE");
        await ShowsAsync(
            "v1",
            "endpoints",
            """{"kind":"Endpoints","subsets":[{"addresses":[{"ip":"192.0.2.4"},{"ip":"192.0.2.5"}],"ports":[{"port":80}]}]}""",
            "Name Endpoints Age",
            "x|192.0.2.4:80,192.0.2.5:80|AGE");
        await ShowsAsync(
            "v1", "persistentvolumeclaims", """{"kind":"PersistentVolumeClaim","spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"fast","resources":{"requests":{"storage":"1Gi"}}}}""",
            "Name Status Volume Capacity Access_Modes StorageClass Age (VolumeMode)", "x|Pending||||fast|AGE|Filesystem");
        await ShowsAsync(
            "coordination.k8s.io/v1", "leases", """{"kind":"Lease","spec":{"holderIdentity":"me"}}""", "Name Holder Age", "x|me|AGE");
        await ShowsAsync(
            "rbac.authorization.k8s.io/v1", "rolebindings",
            """{"kind":"RoleBinding","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"sa","namespace":"n"},{"kind":"User","name":"u"}]}""",
            "Name Role Age (Users) (Groups) (ServiceAccounts)", "x|Role/r|AGE|u||n/sa");
    }

    [ContractFact]
    public async Task Tables_OfServices_ShowAddressesAndPorts()
    {
        const string Columns = "Name Type Cluster-IP External-IP Port(s) Age (Selector)";
        await ShowsAsync("v1", "services", """{"kind":"Service","spec":{"clusterIP":"None","selector":{"c":"d","a":"b"},"ports":[{"name":"h","port":80},{"name":"u","port":81,"protocol":"UDP"}]}}""", Columns, "x|ClusterIP|None|<none>|80/TCP,81/UDP|AGE|a=b,c=d");
        await ShowsAsync(
            "v1", "services", """{"kind":"Service","spec":{"clusterIP":"None","selector":{"a":"b"}}}""", Columns, "x|ClusterIP|None|<none>|<none>|AGE|a=b");
        await ShowsAsync(
            "v1",
            "services",
            """{"kind":"Service","spec":{"type":"ExternalName","externalName":"example.org"}}""",
            Columns,
            "x|ExternalName|<none>|example.org|<none>|AGE|<none>");
    }

    [ContractFact]
    public async Task Tables_OfWorkloads_ShowReplicasContainersAndSelectors()
    {
        await ShowsAsync(
            "apps/v1",
            "statefulsets",
            $$$"""{"kind":"StatefulSet","spec":{"serviceName":"s",{{{PodSpec}}}}""",
            "Name Ready Age (Containers) (Images)",
            "x|0/0|AGE|c,d|i,j");
        await ShowsAsync(
            "apps/v1",
            "deployments",
            $$$"""{"kind":"Deployment","spec":{{{{PodSpec}}}}""",
            "Name Ready Up-to-date Available Age (Containers) (Images) (Selector)",
            "x|0/0|0|0|AGE|c,d|i,j|a=b");
        await ShowsAsync(
            "apps/v1",
            "replicasets",
            $$$"""{"kind":"ReplicaSet","spec":{{{{PodSpec}}}}""",
            "Name Desired Current Ready Age (Containers) (Images) (Selector)",
            "x|0|0|0|AGE|c,d|i,j|a=b");
    }

    [ContractFact]
    public async Task Tables_OfEvents_AreTheSameInBothShapes()
    {
        const string Columns = "Last_Seen Type Reason Object (Subobject) (Source) Message (First_Seen) (Count) (Name)";
        await ShowsAsync(
            "v1", "events",
            $$"""{"kind":"Event","involvedObject":{"kind":"Pod","name":"p","namespace":"{{Ns}}"},"reason":"Why","type":"Normal","message":"Because","source":{"component":"me","host":"h"},"count":4}""",
            Columns, "<unknown>|Normal|Why|pod/p||me, h|Because|<unknown>|4|x");
        await ShowsAsync(
            "events.k8s.io/v1", "events",
            $$"""{"kind":"Event","regarding":{"kind":"Pod","name":"p","namespace":"{{Ns}}","fieldPath":"spec.containers{c}"},"reason":"Why","type":"Normal","note":"Because","eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"me","reportingInstance":"me-1","action":"Do"}""",
            Columns, "AGE|Normal|Why|pod/p|spec.containers{c}|me, me-1|Because|AGE|1|x");
    }

    [ContractFact]
    public async Task Tables_OfPods_TellWhyAPodDoesNotRun()
    {
        await StatusAsync("""{"phase":"Pending"}""", "0/2", "Pending", "0");
        await StatusAsync("""{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"c","ready":true,"restartCount":2,"image":"i","imageID":"","state":{"running":{}}},{"name":"d","ready":false,"restartCount":1,"image":"i","imageID":"","state":{"running":{}}}]}""", "1/2", "Running", "3");
        await StatusAsync("""{"phase":"Pending","containerStatuses":[{"name":"c","ready":false,"restartCount":0,"image":"i","imageID":"","state":{"waiting":{"reason":"ImagePullBackOff"}}}]}""", "0/2", "ImagePullBackOff", "0");
        await StatusAsync("""{"phase":"Failed","containerStatuses":[{"name":"c","ready":false,"restartCount":0,"image":"i","imageID":"","state":{"terminated":{"exitCode":3}}}]}""", "0/2", "ExitCode:3", "0");
        await StatusAsync("""{"phase":"Failed","reason":"Evicted"}""", "0/2", "Evicted", "0");
        await StatusAsync("""{"phase":"Pending","initContainerStatuses":[{"name":"z","ready":false,"restartCount":5,"image":"i","imageID":"","state":{"waiting":{"reason":"PodInitializing"}}}]}""", "0/2", "Init:0/1", "5");
        await StatusAsync("""{"phase":"Pending","initContainerStatuses":[{"name":"z","ready":false,"restartCount":1,"image":"i","imageID":"","state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}""", "0/2", "Init:Error", "1");
    }

    private async Task StatusAsync(string status, string ready, string shown, string restarts)
    {
        using var raw = Raw();
        const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"containers":[{"name":"c","image":"i"},{"name":"d","image":"i"}],"initContainers":[{"name":"z","image":"i"}]}}""";
        var path = $"/api/v1/namespaces/{Ns}/pods";
        (await raw.CreateAsync(path, Pod)).Status.ShouldBe(201);
        var set = await raw.SendAsync(
            HttpMethod.Patch, $"{path}/x/status", System.Text.Encoding.UTF8.GetBytes($$"""{"status":{{status}}}"""), "application/merge-patch+json");
        set.Status.ShouldBe(200, set.Body?.ToJsonString());
        var table = (await raw.SendAsync(HttpMethod.Get, path, accept: RawClient.Table)).Body!;
        table["rows"]![0]!["cells"]!.AsArray().Take(4).Select(cell => cell!.ToString()).ShouldBe(["x", ready, shown, restarts], status);
        (await raw.SendAsync(HttpMethod.Delete, $"{path}/x?gracePeriodSeconds=0")).Status.ShouldBe(200);
    }

    /// <summary>Creates an object named x, looks at its table, and takes it away again.</summary>
    private async Task ShowsAsync(string apiVersion, string plural, string json, string columns, string cells)
    {
        using var raw = Raw();
        var path = $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? "/apis" : "/api")}/{apiVersion}/namespaces/{Ns}/{plural}";
        var body = JsonNode.Parse(json)!;
        body["apiVersion"] = apiVersion;
        body["metadata"] = new JsonObject { ["name"] = "x" };
        var created = await raw.CreateAsync(path, body.ToJsonString());
        created.Status.ShouldBe(201, created.Body?.ToJsonString());

        var table = (await raw.SendAsync(HttpMethod.Get, $"{path}?fieldSelector=metadata.name%3Dx", accept: RawClient.Table)).Body!;

        string.Join(' ', table["columnDefinitions"]!.AsArray().Select(Heading)).ShouldBe(columns, plural);
        string.Join('|', table["rows"]![0]!["cells"]!.AsArray().Select(Cell)).ShouldBe(cells, plural);
        (await raw.SendAsync(HttpMethod.Delete, $"{path}/x")).Status.ShouldBe(200);
    }

    private static string Heading(JsonNode? column)
    {
        var name = column!["name"]!.ToString().Replace(' ', '_');
        return (int)column["priority"]! == 0 ? name : $"({name})";
    }

    private static string Cell(JsonNode? cell) =>
        cell?.ToString() is { Length: > 1 } text && char.IsAsciiDigit(text[0]) && text[^1] is ('s' or 'm' or 'h' or 'd' or 'y')
            ? "AGE"
            : cell?.ToString() ?? "";
}
