BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force

    # An IDX file of $Count images of 2 x 3 pixels, whose bytes count up from 0.
    function Write-IdxFile([string] $Path, [int] $Count) {
        $bytes = [byte[]](0, 0, 8, 3, 0, 0, 0, $Count, 0, 0, 0, 2, 0, 0, 0, 3) + [byte[]](0..(6 * $Count - 1))
        [IO.File]::WriteAllBytes($Path, $bytes)
    }
}

Describe 'Get-WganDataset by name' {
    It 'gives <name>, endless points in the plane' -ForEach @(
        @{ name = '8Gaussians' }
        @{ name = '25Gaussians' }
        @{ name = 'SwissRoll' }
    ) {
        $set = Get-WganDataset $name
        $set.Name | Should -BeExactly $name
        $set.SampleShape | Should -Be 2
        $set.Count | Should -BeNullOrEmpty
        $set.Source | Should -Be 'generated'
    }

    It 'ignores case' {
        (Get-WganDataset swissroll).Name | Should -BeExactly 'SwissRoll'
    }

    It 'draws the same samples from the same seed, and others from another' {
        $set = Get-WganDataset 8Gaussians
        $first = ConvertFrom-Tensor $set.Sample(4, 1)
        ConvertFrom-Tensor $set.Sample(4, 1) | Should -Be $first
        ConvertFrom-Tensor $set.Sample(4, 2) | Should -Not -Be $first
    }

    It 'offers the centres of the 25 Gaussians for mode coverage' {
        $set = Get-WganDataset 25Gaussians
        $set.Centres | Should -HaveCount 25
        $set.StandardDeviation | Should -Be (0.05 / 2.828)
    }

    It 'completes the names' {
        $line = 'Get-WganDataset -Name Fash'
        $words = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
        $words.CompletionText | Should -Contain 'FashionMnist'
    }

    It 'refuses a name it does not know, and lists those it does' {
        { Get-WganDataset 9Gaussians } | Should -Throw -ErrorId 'DatasetNameUnknown*' -ExpectedMessage '*8Gaussians, 25Gaussians, SwissRoll*'
    }

    It 'refuses a path for a set that has no files' {
        { Get-WganDataset SwissRoll -Path $TestDrive } | Should -Throw -ErrorId 'DatasetPathUnused*'
    }

    It 'reads the files of a named set from -Path' {
        Write-IdxFile (Join-Path $TestDrive 'digits') 4
        $set = Get-WganDataset Mnist -Path (Join-Path $TestDrive 'digits')
        $set.Name | Should -BeExactly 'Mnist'
        $set.Count | Should -Be 4
    }
}

Describe 'Get-WganDataset -Path' {
    It 'reads an IDX file as images in [-1, 1]' {
        Write-IdxFile (Join-Path $TestDrive 'train-images') 1
        $set = Get-WganDataset -Path (Join-Path $TestDrive 'train-images')
        $set.SampleShape | Should -Be 1, 2, 3
        $pixels = @(ConvertFrom-Tensor $set.Sample(1, 0).flatten())
        $pixels[0] | Should -Be -1
        [Math]::Round(($pixels[5] + 1) * 127.5) | Should -Be 5
    }

    It 'takes paths of the session, relative ones and drives' {
        Write-IdxFile (Join-Path $TestDrive 'relative') 2
        Push-Location $TestDrive
        try { (Get-WganDataset -Path ./relative).Count | Should -Be 2 }
        finally { Pop-Location }
        (Get-WganDataset -Path TestDrive:/relative).Count | Should -Be 2
    }

    It 'keeps held-out samples for evaluation' {
        Write-IdxFile (Join-Path $TestDrive 'ten') 10
        $set = Get-WganDataset -Path (Join-Path $TestDrive 'ten') -HeldOut 3
        $set.Count | Should -Be 7
        $set.Evaluation | Should -Be 'held-out rows (3 samples)'
    }

    It 'reads the columns of a CSV file' {
        Set-Content (Join-Path $TestDrive 'points.csv') 'label,x,y', 'a,1,2', 'b,3,4'
        $set = Get-WganDataset -Path (Join-Path $TestDrive 'points.csv') -Column y, x
        $set.Count | Should -Be 2
        $set.SampleShape | Should -Be 2
        @(ConvertFrom-Tensor $set.Sample(2, 0).flatten() | Sort-Object) | Should -Be 1, 2, 3, 4
    }

    It 'says which error <id> a bad file has' -ForEach @(
        @{ id = 'IdxMagicInvalid'; bytes = [byte[]](1, 2, 3, 4, 5) }
        @{ id = 'IdxTruncated'; bytes = [byte[]](0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 2, 1) }
        @{ id = 'IdxShapeInvalid'; bytes = [byte[]](0, 0, 8, 1, 0, 0, 0, 1, 1) }
        @{ id = 'GzipDamaged'; bytes = [byte[]](0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 99, 99) }
    ) {
        $file = Join-Path $TestDrive $id
        [IO.File]::WriteAllBytes($file, $bytes)
        $failure = $null
        try { Get-WganDataset -Path $file } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        $failure.TargetObject | Should -Be $file
    }

    It 'says that a path is missing' {
        { Get-WganDataset -Path (Join-Path $TestDrive 'nowhere') } | Should -Throw -ErrorId 'DatasetNotFound*'
    }

    It 'refuses a path that is no file' {
        { Get-WganDataset -Path 'Env:\PATH' } | Should -Throw -ErrorId 'DatasetPathProvider*'
    }
}

Describe 'Get-WganDataset from the pipeline' {
    It 'takes the rows of a tensor' {
        $set = New-Tensor -RandN -Shape 6, 1, 4, 4 | Get-WganDataset
        $set.Count | Should -Be 6
        $set.SampleShape | Should -Be 1, 4, 4
        $set.Source | Should -Be 'memory'
    }

    It 'takes up as much memory as its rows at the most, while it is made too' -Skip:(-not $IsLinux) {
        $shell = [Environment]::ProcessPath
        if ([IO.Path]::GetFileNameWithoutExtension($shell) -notin 'pwsh', 'aps') { $shell = Convert-Path (Join-Path $PSScriptRoot '../artifacts/host/aps') }
        $code = @'
            function Get-Peak { [int](((Get-Content /proc/self/status) -match '^VmHWM') -replace '\D' -join '') / 1024 }
            # Of what the first data set loads and compiles.
            $null = New-Tensor -Full 1 -Shape 100, 10 | Get-WganDataset
            $x = New-Tensor -Full 1 -Shape 100000, 400
            $before = Get-Peak
            $set = $x | Get-WganDataset
            "$($set.Count) $((Get-Peak) - $before)"
'@
        $module = Convert-Path (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
        $count, $more = -split (& $shell -NoProfile -NonInteractive -Command "Import-Module '$module'; $code")
        $count | Should -Be 100000
        # 153 MiB of rows.
        [double]$more | Should -BeGreaterThan 120
        [double]$more | Should -BeLessThan 200
    }

    It 'joins several tensors' {
        $set = (New-Tensor -Zeros -Shape 2, 3), (New-Tensor -Ones -Shape 3), (New-Tensor -Ones -Shape 4, 3) | Get-WganDataset
        $set.Count | Should -Be 7
        $set.SampleShape | Should -Be 3
    }

    It 'takes rows of numbers' {
        $set = (1, 2), (3, 4), (5, 6) | Get-WganDataset
        $set.Count | Should -Be 3
        @(ConvertFrom-Tensor $set.Sample(3, 0).flatten() | Sort-Object) | Should -Be (1..6)
    }

    It 'takes single numbers as rows of one' {
        $set = 1..5 | Get-WganDataset
        $set.SampleShape | Should -Be 1
        $set.Count | Should -Be 5
    }

    It 'takes the properties of objects, text of numbers included' {
        $rows = [pscustomobject]@{ x = '1'; y = 2 }, [pscustomobject]@{ x = '3.5'; y = 4 }
        $set = $rows | Get-WganDataset -Column y
        @(ConvertFrom-Tensor $set.Sample(2, 0).flatten() | Sort-Object) | Should -Be 2, 4
        ($rows | Get-WganDataset).SampleShape | Should -Be 2
    }

    It 'refuses rows of several lengths' {
        { (1, 2), (3, 4, 5) | Get-WganDataset } | Should -Throw -ErrorId 'RaggedArray*'
    }

    It 'refuses tensors of several shapes' {
        { (New-Tensor -Zeros -Shape 2, 3), (New-Tensor -Zeros -Shape 2, 4) | Get-WganDataset } | Should -Throw -ErrorId 'DatasetShapeMismatch*'
    }

    It 'refuses NaN' {
        { New-Tensor ((1, 2), (3, [double]::NaN)) | Get-WganDataset } | Should -Throw -ErrorId 'DatasetNotFinite*'
    }

    It 'refuses a property that is not there' {
        { [pscustomobject]@{ x = 1 } | Get-WganDataset -Column z } | Should -Throw -ErrorId 'DatasetPropertyNotFound*'
    }

    It 'refuses an empty pipeline' {
        { @() | Get-WganDataset } | Should -Throw -ErrorId 'DatasetEmpty*'
    }

    It 'refuses a hashtable without names, whose order is arbitrary' {
        { @{ x = 1; y = 2 } | Get-WganDataset } | Should -Throw -ErrorId 'DatasetColumnRequired*'
        (@{ x = 1; y = 2 } | Get-WganDataset -Column x, y).SampleShape | Should -Be 2
    }
}

Describe 'The view of a data set' {
    It 'shows name, shape, count and source' {
        $text = Get-WganDataset 8Gaussians | Out-String
        $text | Should -Match 'Name\s+SampleShape\s+Count\s+Evaluation\s+Source'
        $text | Should -Match '8Gaussians\s+\[2\]\s+endless\s+fresh draws\s+generated'
    }
}
