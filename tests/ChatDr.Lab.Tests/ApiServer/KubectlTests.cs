namespace ChatDr.Lab.Tests.ApiServer;

public sealed class KubectlTests
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gadgets.test.dev}
        spec:
          group: test.dev
          scope: Namespaced
          names: {kind: Gadget, plural: gadgets, shortNames: [gd], categories: [toys]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            additionalPrinterColumns:
            - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
            - {name: Size, type: integer, jsonPath: .spec.size}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    description: What the user wants.
                    properties:
                      size: {type: integer, default: 3, maximum: 8, description: How large.}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    private const string Gadget = """
        apiVersion: test.dev/v1
        kind: Gadget
        metadata: {name: one, namespace: default}
        spec: {}
        """;

    [KubectlFact]
    public async Task CustomResource_AppliedWaitedForAndListed_ShowsItsColumns()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, Definition, "apply", "-f", "-");
        await Succeeds(kubectl, "", "wait", "--for=condition=established", "crd/gadgets.test.dev", "--timeout=20s");
        await Succeeds(kubectl, Gadget, "apply", "-f", "-");
        await Succeeds(
            kubectl, "", "patch", "gd", "one", "--subresource=status", "--type=merge", "-p",
            """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        await Succeeds(kubectl, "", "wait", "--for=condition=Ready", "gd/one", "--timeout=20s");

        string listed = await Succeeds(kubectl, "", "get", "toys");

        listed.ShouldContain("NAME   READY   SIZE");
        listed.ShouldContain("one    True    3");
        (await Succeeds(kubectl, "", "explain", "gd.spec")).ShouldContain("How large.");
    }

    /// <summary>kubectl's generators send protobuf.</summary>
    [KubectlFact]
    public async Task Generators_OfEveryKindThatPeopleType_CreateWhatTheySay()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, "", "create", "namespace", "team");
        await Succeeds(kubectl, "", "create", "configmap", "settings", "--from-literal=colour=green", "--from-literal=size=3", "-n", "team");
        await Succeeds(kubectl, "", "create", "secret", "generic", "login", "--from-literal=password=s3cret", "-n", "team");
        await Succeeds(kubectl, "", "create", "serviceaccount", "robot", "-n", "team");
        await Succeeds(kubectl, "", "create", "deployment", "web", "--image=nginx:1", "--replicas=0", "--port=80", "-n", "team");
        await Succeeds(kubectl, "", "create", "service", "clusterip", "web", "--tcp=80:8080", "-n", "team");
        await Succeeds(kubectl, "", "create", "role", "reader", "--verb=get,list", "--resource=pods", "-n", "team");
        await Succeeds(kubectl, "", "create", "rolebinding", "readers", "--role=reader", "--user=jane", "--serviceaccount=team:robot", "-n", "team");
        await Succeeds(kubectl, "", "create", "clusterrole", "everywhere", "--verb=get", "--resource=nodes");
        await Succeeds(kubectl, "", "create", "poddisruptionbudget", "one-left", "--min-available=1", "--selector=app=web", "-n", "team");
        await Succeeds(kubectl, "", "run", "one", "--image=nginx:1", "--env=A=b", "--labels=app=one", "-n", "team");

        (await Succeeds(kubectl, "", "get", "configmap", "settings", "-n", "team", "-o", "jsonpath={.data.colour} {.data.size}")).ShouldBe("green 3");
        (await Succeeds(kubectl, "", "get", "secret", "login", "-n", "team", "-o", "jsonpath={.type} {.data.password}")).ShouldBe("Opaque czNjcmV0");
        (await Succeeds(
            kubectl, "", "get", "deployment", "web", "-n", "team", "-o",
            "jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image} "
            + "{.spec.template.spec.containers[0].ports[0].containerPort}"))
            .ShouldBe("0 nginx:1 80");
        (await Succeeds(
            kubectl, "", "get", "service", "web", "-n", "team", "-o", "jsonpath={.spec.ports[0].port} {.spec.ports[0].targetPort} {.spec.selector.app}"))
            .ShouldBe("80 8080 web");
        (await Succeeds(
            kubectl, "", "get", "pod", "one", "-n", "team", "-o", "jsonpath={.metadata.labels.app} {.spec.containers[0].env[0].value} {.spec.restartPolicy}"))
            .ShouldBe("one b Always");
        (await Succeeds(kubectl, "", "get", "role", "reader", "-n", "team", "-o", "jsonpath={.rules[0].verbs} {.rules[0].resources}"))
            .ShouldBe("""["get","list"] ["pods"]""");
        (await Succeeds(kubectl, "", "get", "rolebinding", "readers", "-n", "team", "-o", "wide")).ShouldContain("Role/reader");
        (await Succeeds(kubectl, "", "get", "pdb", "one-left", "-n", "team", "-o", "jsonpath={.spec.minAvailable} {.spec.selector.matchLabels.app}"))
            .ShouldBe("1 web");
    }

    [KubectlFact]
    public async Task CustomResource_OutOfRangeOrMisspelt_IsRefusedWithTheField()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, Definition, "apply", "-f", "-");

        (int code, string said) = await kubectl.RunAsync(Gadget.Replace("{}", "{size: 9}", StringComparison.Ordinal), "apply", "-f", "-");
        code.ShouldBe(1);
        said.ShouldContain("The Gadget \"one\" is invalid: spec.size: Invalid value: 9: spec.size in body should be less than or equal to 8");

        (code, said) = await kubectl.RunAsync(Gadget.Replace("{}", "{sizee: 2}", StringComparison.Ordinal), "apply", "-f", "-");
        code.ShouldBe(1);
        said.ShouldContain("unknown field \"spec.sizee\"");
    }

    /// <summary>What an object still holds of an earlier definition is dropped at the next write, and blamed on nobody.</summary>
    [KubectlFact]
    public async Task Definition_ThatForgetsAField_DoesNotMakeLaterWritesFail()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, Definition, "apply", "-f", "-");
        await Succeeds(kubectl, Gadget.Replace("{}", "{size: 2}", StringComparison.Ordinal), "apply", "--server-side", "-f", "-");
        await Succeeds(kubectl, Definition.Replace("size: {type: integer,", "height: {type: integer,", StringComparison.Ordinal), "apply", "-f", "-");

        string said = await Succeeds(kubectl, "", "patch", "gd", "one", "--type=merge", "-p", """{"spec":{"height":5}}""");

        said.ShouldNotContain("unknown field");
        (await Succeeds(kubectl, "", "get", "gd", "one", "-o", "jsonpath={.spec}")).ShouldBe("""{"height":5}""");
    }

    [KubectlFact]
    public async Task BuiltInKind_Misspelt_IsRefusedUnlessToldToWarn()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        const string Misspelt = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"dataa":{"k":"1"}}""";

        (int code, string said) = await kubectl.RunAsync(Misspelt, "apply", "-f", "-");
        code.ShouldBe(1);
        said.ShouldContain("strict decoding error: unknown field \"dataa\"");

        (await Succeeds(kubectl, Misspelt, "apply", "--validate=warn", "-f", "-")).ShouldContain("Warning: unknown field \"dataa\"");
        (await Succeeds(kubectl, "", "get", "configmap", "a", "-o", "jsonpath={.dataa}")).ShouldBe("");
    }

    [KubectlFact]
    public async Task Explain_OfABuiltInKind_ShowsFieldsAndTypes_AlsoRecursively()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();

        (await Succeeds(kubectl, "", "explain", "pod.spec.containers.ports")).ShouldContain("containerPort\t<integer> -required-");
        string all = await Succeeds(kubectl, "", "explain", "statefulset", "--recursive");
        all.ShouldContain("volumeClaimTemplates\t<[]PersistentVolumeClaim>");
        all.ShouldContain("matchLabels\t<map[string]string>");
        (await Succeeds(kubectl, "", "explain", "pod.spec.containers.resources")).ShouldContain("limits\t<map[string]Quantity>");
        (await kubectl.RunAsync("", "explain", "pod.spec.nothing")).Said.ShouldContain("field \"nothing\" does not exist");
    }

    /// <summary>kubectl looks for a kind's definition before it sends a list, or a kind that nobody defined.</summary>
    [KubectlFact]
    public async Task Create_OfAListAndOfAnUnknownKind_WorksAndIsRefusedInPlainWords()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        const string List = """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}},{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}]}""";

        (await Succeeds(kubectl, List, "apply", "-f", "-")).ShouldContain("configmap/b created");

        (await kubectl.RunAsync("""{"apiVersion":"v1","kind":"Invention","metadata":{"name":"a"}}""", "apply", "-f", "-")).Said
            .ShouldContain("no matches for kind \"Invention\"");
    }

    [KubectlFact]
    public async Task Auth_CanIAndWhoAmI_SayThatEveryoneMayDoEverything()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();

        (await Succeeds(kubectl, "", "auth", "can-i", "delete", "pods")).Trim().ShouldBe("yes");
        (await Succeeds(kubectl, "", "auth", "can-i", "--list")).ShouldContain("[*]");
        (await Succeeds(kubectl, "", "auth", "whoami")).ShouldContain("lab-admin");
    }

    [KubectlFact]
    public async Task WhatALabCannotDo_IsRefusedWithTheReason()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, "", "run", "one", "--image=nginx:1");

        (await kubectl.RunAsync("", "exec", "one", "--", "ls")).Said.ShouldContain("there is no container to run a command in");
        (await kubectl.RunAsync("", "attach", "one")).Said.ShouldContain("there is no terminal to attach to");
        (await kubectl.RunAsync("", "create", "token", "default")).Said.ShouldContain("use the client certificate of its kubeconfig");
        (await kubectl.RunAsync("", "top", "pods")).Said.ShouldContain("Metrics API not available");
        (await kubectl.RunAsync("", "scale", "pod", "one", "--replicas=2")).Said.ShouldContain("could not find the requested resource");
    }

    [KubectlFact]
    public async Task Namespaces_ThatEveryClusterHas_CannotBeDeleted()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();

        (await kubectl.RunAsync("", "delete", "namespace", "default", "--wait=false")).Said
            .ShouldContain("namespaces \"default\" is forbidden: this namespace may not be deleted");
    }

    [KubectlFact]
    public async Task ServerSideApply_OfAnotherManagersField_IsAConflictUntilForced()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"1"}}""";
        await Succeeds(kubectl, Map, "apply", "--server-side", "--field-manager=first", "-f", "-");
        string changed = Map.Replace("\"1\"", "\"2\"", StringComparison.Ordinal);

        (int code, string said) = await kubectl.RunAsync(changed, "apply", "--server-side", "--field-manager=second", "-f", "-");

        code.ShouldBe(1);
        said.ShouldContain("conflict with \"first\": .data.k");
        await Succeeds(kubectl, changed, "apply", "--server-side", "--field-manager=second", "--force-conflicts", "-f", "-");
    }

    [KubectlFact]
    public async Task Namespace_Deleted_TakesItsContentAndEnds()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"gone"}}""", "create", "-f", "-");
        await Succeeds(kubectl, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"gone"}}""", "apply", "-f", "-");

        await Succeeds(kubectl, "", "delete", "namespace", "gone", "--timeout=20s");

        (await kubectl.RunAsync("", "get", "namespace", "gone")).Said.ShouldContain("namespaces \"gone\" not found");
    }

    private static async Task<string> Succeeds(Kubectl kubectl, string input, params string[] arguments)
    {
        (int code, string said) = await kubectl.RunAsync(input, arguments);
        code.ShouldBe(0, $"kubectl {string.Join(' ', arguments)} said: {said}");
        return said;
    }
}
